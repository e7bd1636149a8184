using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <summary>What is computed of an operation on two operands: its value or one of its gradients.</summary>
    private interface IRule
    {
        static abstract TLanes Apply<TOp>(TOp op, TLanes a, TLanes b, TLanes dy)
            where TOp : struct, IBinary;
    }

    /// <summary>What is done with a row of results.</summary>
    private interface IRowSink
    {
        void Take<TSource>(TSource source, int count)
            where TSource : struct, ISource;
    }

    /// <inheritdoc/>
    public void Binary<TOp>(TOp op, Buffer a, Buffer b, Buffer y, BinaryShape shape)
        where TOp : struct, IBinary
    {
        var grid = new BinaryGrid(shape);

        // The value's rule looks at no dy; any readable memory of y's size will do.
        var rows = new BinaryRows<TOp, Value>(op, a.FloatPointer, b.FloatPointer, y.FloatPointer, grid);
        var job = new BinaryJob<TOp> { Rows = rows, Y = y.FloatPointer, Grid = grid };
        team.Run(ref job, grid.Pieces.Count);
    }

    /// <summary>
    /// The sizes as the loops like them: a single row where broadcasting allows it, cut along the columns; else several
    /// rows, cut between them.
    /// </summary>
    private readonly struct BinaryGrid
    {
        public readonly int Rows;
        public readonly int Columns;
        public readonly Operand A;
        public readonly Operand B;
        public readonly Pieces Pieces;

        public BinaryGrid(BinaryShape shape)
        {
            A = Simplify(shape.A, shape);
            B = Simplify(shape.B, shape);
            bool flat = A is Operand.Full or Operand.Scalar && B is Operand.Full or Operand.Scalar;
            Rows = flat ? 1 : shape.Rows;
            Columns = flat ? shape.Rows * shape.Columns : shape.Columns;
            Pieces = flat ? Pieces.OfElements(Columns) : Pieces.OfRows(Rows, Columns);
        }

        /// <summary>The rectangle of a piece.</summary>
        public (int Row, int EndRow, int Column, int Count) Cut(int piece)
        {
            int start = Pieces.Start(piece);
            int end = Pieces.End(piece);
            return Rows == 1 ? (0, 1, start, end - start) : (start, end, 0, Columns);
        }

        /// <summary>In a single row a row is everything and a column is one number; in a single column the other way round.</summary>
        private static Operand Simplify(Operand operand, BinaryShape shape) => operand switch
        {
            Operand.Row when shape.Rows == 1 => Operand.Full,
            Operand.Row when shape.Columns == 1 => Operand.Scalar,
            Operand.Column when shape.Columns == 1 => Operand.Full,
            Operand.Column when shape.Rows == 1 => Operand.Scalar,
            _ => operand,
        };
    }

    private struct BinaryJob<TOp> : IJob
        where TOp : struct, IBinary
    {
        public BinaryRows<TOp, Value> Rows;
        public float* Y;
        public BinaryGrid Grid;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int piece)
        {
            var (row, endRow, column, count) = Grid.Cut(piece);
            for (int r = row; r < endRow; r++)
            {
                var sink = new StoreSink(Y + ((long)r * Grid.Columns) + column);
                Rows.Feed(ref sink, r, column, count);
            }
        }
    }

    /// <summary>The rows of an operation's results, fed to sinks as sources.</summary>
    private readonly struct BinaryRows<TOp, TRule>(TOp op, float* a, float* b, float* dy, BinaryGrid grid) : IRows
        where TOp : struct, IBinary
        where TRule : struct, IRule
    {
        /// <summary>Gives <paramref name="count"/> results of row <paramref name="r"/> to the sink.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Feed<TSink>(ref TSink sink, int r, int column, int count)
            where TSink : struct, IRowSink
        {
            // Along a row an operand either moves on or stays the same.
            bool aMoves = grid.A is Operand.Full or Operand.Row;
            bool bMoves = grid.B is Operand.Full or Operand.Row;
            float* rowA = At(a, grid.A, r, column);
            float* rowB = At(b, grid.B, r, column);
            float* rowDy = At(dy, Operand.Full, r, column);
            if (aMoves && bMoves)
            {
                sink.Take(new BinarySource<TOp, TRule, Along, Along>(op, new(rowA), new(rowB), rowDy), count);
            }
            else if (aMoves)
            {
                sink.Take(new BinarySource<TOp, TRule, Along, Same>(op, new(rowA), new(*rowB), rowDy), count);
            }
            else if (bMoves)
            {
                sink.Take(new BinarySource<TOp, TRule, Same, Along>(op, new(*rowA), new(rowB), rowDy), count);
            }
            else
            {
                sink.Take(new BinarySource<TOp, TRule, Same, Same>(op, new(*rowA), new(*rowB), rowDy), count);
            }
        }

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddTo(float* target, int row, int column, int count)
        {
            var sink = new AccumulateSink(target);
            Feed(ref sink, row, column, count);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private float* At(float* operand, Operand kind, int r, int column) => kind switch
        {
            Operand.Full => operand + ((long)r * grid.Columns) + column,
            Operand.Row => operand + column,
            Operand.Column => operand + r,
            _ => operand,
        };
    }

    private readonly struct BinarySource<TOp, TRule, TA, TB>(TOp op, TA a, TB b, float* dy) : ISource
        where TOp : struct, IBinary
        where TRule : struct, IRule
        where TA : struct, ISource
        where TB : struct, ISource
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => typeof(TRule) == typeof(Value)
                ? TRule.Apply(op, a.At(i, reach), b.At(i, reach), default)
                : TRule.Apply(op, a.At(i, reach), b.At(i, reach), reach.Load(dy + i));
    }

    private readonly struct Value : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TOp>(TOp op, TLanes a, TLanes b, TLanes dy)
            where TOp : struct, IBinary
            => op.Forward(a, b);
    }

    /// <summary>Stores a row of results.</summary>
    private readonly struct StoreSink(float* y) : IRowSink
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<TSource>(TSource source, int count)
            where TSource : struct, ISource
            => Store(source, y, count);
    }

    /// <summary>Adds a row of results to another.</summary>
    private readonly struct AccumulateSink(float* y) : IRowSink
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<TSource>(TSource source, int count)
            where TSource : struct, ISource
            => Accumulate(source, y, count);
    }
}
