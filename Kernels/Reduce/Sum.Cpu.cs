using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <summary>From this many elements on a sum is worth several threads of its own.</summary>
    private const int LongSum = 1 << 16;

    /// <inheritdoc/>
    public void SumForward(Buffer x, Buffer y, int outer, int n, int inner, double scale)
    {
        float* pointerX = x.FloatPointer;
        float* pointerY = y.FloatPointer;
        if (inner > 1)
        {
            MiddleSums(new MatrixRows(pointerX, inner), pointerY, outer, n, inner, scale);
        }
        else if (n < LongSum)
        {
            ForEachRow(new SumRow(pointerX, pointerY, n, scale), outer, n);
        }
        else
        {
            for (int o = 0; o < outer; o++)
            {
                pointerY[o] = (float)(scale * LongSumOf(pointerX + ((long)o * n), n));
            }
        }
    }

    /// <inheritdoc/>
    public void SumBackward(Buffer dy, Buffer dx, int outer, int n, int inner, double scale)
    {
        if (inner > 1)
        {
            ForEachRow(new SpreadRow(dy.FloatPointer, dx.FloatPointer, n, inner, scale), outer * n, inner);
        }
        else
        {
            ForEachRow(new SpreadNumber(dy.FloatPointer, dx.FloatPointer, n, scale), outer, n);
        }
    }

    /// <summary>
    /// y(o, i) = scale · Σₖ of the rows o·n + k: many sums side by side, or one after another with all threads on each.
    /// </summary>
    private void MiddleSums<TRows>(TRows source, float* y, int outer, int n, int inner, double scale)
        where TRows : struct, IRows
    {
        if (outer > 1 && (long)n * inner < LongSum)
        {
            ForEachRow(new MiddleSum<TRows>(source, y, n, inner, scale), outer, n * inner);
            return;
        }

        for (int o = 0; o < outer; o++)
        {
            ColumnSums(source, y + ((long)o * inner), o * n, n, inner, scale);
        }
    }

    /// <summary>The sum of one long row, by all threads.</summary>
    [SkipLocalsInit]
    private double LongSumOf(float* x, int n)
    {
        double* sums = stackalloc double[Pieces.Most];
        var job = new LongSumJob { X = x, Sums = sums, Pieces = Pieces.OfElements(n) };
        team.Run(ref job, job.Pieces.Count);
        return InOrder(sums, job.Pieces.Count);
    }

    private struct LongSumJob : IJob
    {
        public float* X;
        public double* Sums;
        public Pieces Pieces;

        public void Run(int piece) =>
            Sums[piece] = Sum(new Along(X + Pieces.Start(piece)), Pieces.End(piece) - Pieces.Start(piece));
    }

    private readonly struct SumRow(float* x, float* y, int n, double scale) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row) => y[row] = (float)(scale * Sum(new Along(x + ((long)row * n)), n));
    }

    private readonly struct MiddleSum<TRows>(TRows source, float* y, int n, int inner, double scale) : IRowKernel
        where TRows : struct, IRows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row) => SumColumns(source, y + ((long)row * inner), row * n, n, 0, inner, scale);
    }

    /// <summary>dx(o, k, ·) = scale·dy(o, ·).</summary>
    private readonly struct SpreadRow(float* dy, float* dx, int n, int inner, double scale) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row) =>
            Store(new Scaled(dy + ((long)(row / n) * inner), scale), dx + ((long)row * inner), inner);
    }

    /// <summary>dx(o, ·) = scale·dy(o).</summary>
    private readonly struct SpreadNumber(float* dy, float* dx, int n, double scale) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row) => Store(new Same((float)(scale * dy[row])), dx + ((long)row * n), n);
    }
}
