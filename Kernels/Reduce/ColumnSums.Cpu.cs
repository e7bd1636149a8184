using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>Sums over the rows of a matrix, as bias gradients and batch normalisation need them.</summary>
public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <summary>From this many columns on the threads share the columns; below, the rows.</summary>
    private const int WideRow = 1024;

    /// <summary>Rows that are summed before they join the total: two short chains of additions instead of a long one.</summary>
    private const int RowBlock = 64;

    /// <summary>The rows of a matrix whose elements are computed on the way.</summary>
    private interface IRows
    {
        /// <summary>target(c) += element (row, column + c) for c below <paramref name="count"/>.</summary>
        void AddTo(float* target, int row, int column, int count);
    }

    /// <summary>y(c) = scale · Σᵣ element (r, c) over <paramref name="rows"/> rows from <paramref name="firstRow"/> on.</summary>
    private void ColumnSums<TRows>(TRows source, float* y, int firstRow, int rows, int columns, double scale)
        where TRows : struct, IRows
    {
        if (columns >= WideRow)
        {
            var pieces = Pieces.OfColumns(rows, columns);
            var job = new ColumnJob<TRows> { Source = source, Y = y, FirstRow = firstRow, Rows = rows, Scale = scale, Pieces = pieces };
            team.Run(ref job, pieces.Count);
        }
        else
        {
            var pieces = Pieces.OfRows(rows, columns);
            float* partial = ThreadScratch.Floats((nuint)pieces.Count * (nuint)columns);
            var job = new RowBlockJob<TRows> { Source = source, Partial = partial, FirstRow = firstRow, Columns = columns, Pieces = pieces };
            team.Run(ref job, pieces.Count);
            AddPartials(partial, pieces.Count, columns, y, scale);
        }
    }

    /// <summary>y(c) = scale · Σ element (r, c) for the columns from <paramref name="column"/> on, by the calling thread alone.</summary>
    private static void SumColumns<TRows>(TRows source, float* y, int firstRow, int rows, int column, int endColumn, double scale)
        where TRows : struct, IRows
    {
        for (; column < endColumn; column += WideRow)
        {
            int count = Math.Min(WideRow, endColumn - column);
            SumRows(source, y + column, firstRow, firstRow + rows, column, count);
            if (scale != 1)
            {
                Store(new Scaled(y + column, scale), y + column, count);
            }
        }
    }

    /// <summary>y = scale · the sum of the pieces' results, added in the order of the pieces.</summary>
    private static void AddPartials(float* partial, int pieces, int columns, float* y, double scale)
    {
        new Span<float>(y, columns).Clear();
        for (int piece = 0; piece < pieces; piece++)
        {
            Accumulate(new Along(partial + ((long)piece * columns)), y, columns);
        }

        if (scale != 1)
        {
            Store(new Scaled(y, scale), y, columns);
        }
    }

    /// <summary>total(c) = Σ element (r, column + c) over the rows from <paramref name="start"/> to <paramref name="end"/>.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SumRows<TRows>(TRows source, float* total, int start, int end, int column, int count)
        where TRows : struct, IRows
    {
        float* block = stackalloc float[WideRow];
        new Span<float>(total, count).Clear();
        for (int row = start; row < end; row += RowBlock)
        {
            new Span<float>(block, count).Clear();
            for (int r = row; r < Math.Min(end, row + RowBlock); r++)
            {
                source.AddTo(block, r, column, count);
            }

            Accumulate(new Along(block), total, count);
        }
    }

    /// <summary>A piece: some columns of all rows.</summary>
    private struct ColumnJob<TRows> : IJob
        where TRows : struct, IRows
    {
        public TRows Source;
        public float* Y;
        public int FirstRow;
        public int Rows;
        public double Scale;
        public Pieces Pieces;

        public void Run(int piece) => SumColumns(Source, Y, FirstRow, Rows, Pieces.Start(piece), Pieces.End(piece), Scale);
    }

    /// <summary>A piece: all columns of some rows, into a row of partial sums of its own.</summary>
    private struct RowBlockJob<TRows> : IJob
        where TRows : struct, IRows
    {
        public TRows Source;
        public float* Partial;
        public int FirstRow;
        public int Columns;
        public Pieces Pieces;

        public void Run(int piece) =>
            SumRows(Source, Partial + ((long)piece * Columns), FirstRow + Pieces.Start(piece), FirstRow + Pieces.End(piece), 0, Columns);
    }

    /// <summary>The rows of a matrix in memory.</summary>
    private readonly struct MatrixRows(float* x, int columns) : IRows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddTo(float* target, int row, int column, int count) =>
            Accumulate(new Along(x + ((long)row * columns) + column), target, count);
    }
}
