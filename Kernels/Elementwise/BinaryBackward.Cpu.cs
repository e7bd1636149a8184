using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <inheritdoc/>
    [SkipLocalsInit]
    public void BinaryBackward<TOp>(TOp op, Buffer a, Buffer b, Buffer dy, Buffer? da, Buffer? db, BinaryShape shape)
        where TOp : struct, IBinary
    {
        var grid = new BinaryGrid(shape);

        // The gradients of a sum do not depend on its operands: dy is read in their stead, which costs no memory traffic.
        bool isSum = typeof(TOp) == typeof(AddOp) || typeof(TOp) == typeof(SubtractOp);
        float* upstream = dy.FloatPointer;
        float* valuesA = isSum && grid.A == Operand.Full ? upstream : a.FloatPointer;
        float* valuesB = isSum && grid.B == Operand.Full ? upstream : b.FloatPointer;
        var rowsA = new BinaryRows<TOp, GradientOfA>(op, valuesA, valuesB, upstream, grid);
        var rowsB = new BinaryRows<TOp, GradientOfB>(op, valuesA, valuesB, upstream, grid);
        float* pointerA = da is { } bufferA ? bufferA.FloatPointer : null;
        float* pointerB = db is { } bufferB ? bufferB.FloatPointer : null;

        // What was spread over the rows is summed over them; everything else goes piece by piece, both operands in
        // one job so that the second finds the piece's data in the cache.
        if (pointerA is not null && grid.A == Operand.Row)
        {
            ColumnSums(rowsA, pointerA, 0, grid.Rows, grid.Columns, 1);
            pointerA = null;
        }

        if (pointerB is not null && grid.B == Operand.Row)
        {
            ColumnSums(rowsB, pointerB, 0, grid.Rows, grid.Columns, 1);
            pointerB = null;
        }

        if (pointerA is null && pointerB is null)
        {
            return;
        }

        double* sums = stackalloc double[2 * Pieces.Most];
        var job = new BinaryBackwardJob<TOp> { A = rowsA, B = rowsB, Da = pointerA, Db = pointerB, SumsA = sums, SumsB = sums + Pieces.Most, Grid = grid };
        team.Run(ref job, grid.Pieces.Count);
        FinishScalar(pointerA, grid.A, job.SumsA, grid.Pieces.Count);
        FinishScalar(pointerB, grid.B, job.SumsB, grid.Pieces.Count);
    }

    /// <summary>An operand of one number: its gradient is the sum of the pieces' sums, in their order.</summary>
    private static void FinishScalar(float* target, Operand kind, double* sums, int pieces)
    {
        if (target is not null && kind == Operand.Scalar)
        {
            *target = (float)InOrder(sums, pieces);
        }
    }

    /// <summary>The sum of the pieces' sums, in their order.</summary>
    private static double InOrder(double* sums, int pieces)
    {
        double total = 0;
        for (int piece = 0; piece < pieces; piece++)
        {
            total += sums[piece];
        }

        return total;
    }

    private struct BinaryBackwardJob<TOp> : IJob
        where TOp : struct, IBinary
    {
        public BinaryRows<TOp, GradientOfA> A;
        public BinaryRows<TOp, GradientOfB> B;
        public float* Da;
        public float* Db;
        public double* SumsA;
        public double* SumsB;
        public BinaryGrid Grid;

        public void Run(int piece)
        {
            if (Da is not null)
            {
                Run(A, Grid.A, Da, SumsA, piece);
            }

            if (Db is not null)
            {
                Run(B, Grid.B, Db, SumsB, piece);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Run<TRule>(BinaryRows<TOp, TRule> rows, Operand kind, float* target, double* sums, int piece)
            where TRule : struct, IRule
        {
            var (row, endRow, column, count) = Grid.Cut(piece);
            double total = 0;
            for (int r = row; r < endRow; r++)
            {
                if (kind == Operand.Full)
                {
                    var store = new StoreSink(target + ((long)r * Grid.Columns) + column);
                    rows.Feed(ref store, r, column, count);
                    continue;
                }

                var sum = default(SumSink);
                rows.Feed(ref sum, r, column, count);
                total += sum.Total;
                if (kind == Operand.Column)
                {
                    target[r] = (float)sum.Total;
                }
            }

            sums[piece] = total;
        }
    }

    private readonly struct GradientOfA : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TOp>(TOp op, TLanes a, TLanes b, TLanes dy)
            where TOp : struct, IBinary
            => op.BackwardA(a, b, dy);
    }

    private readonly struct GradientOfB : IRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply<TOp>(TOp op, TLanes a, TLanes b, TLanes dy)
            where TOp : struct, IBinary
            => op.BackwardB(a, b, dy);
    }

    /// <summary>Sums a row of results.</summary>
    private struct SumSink : IRowSink
    {
        public double Total;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<TSource>(TSource source, int count)
            where TSource : struct, ISource
            => Total = Sum(source, count);
    }
}
