using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <inheritdoc/>
    public void VarianceForward(Buffer x, Buffer y, Buffer mean, int outer, int n, int inner, int correction)
    {
        float* means = mean.FloatPointer;
        if (inner == 1)
        {
            ForEachRow(new VarianceRow(x.FloatPointer, y.FloatPointer, means, n, correction), outer, n, cost: 2);
        }
        else
        {
            MiddleSums(new MatrixRows(x.FloatPointer, inner), means, outer, n, inner, 1.0 / n);
            MiddleSums(new SquaredDifferenceRows(x.FloatPointer, means, n, inner), y.FloatPointer, outer, n, inner, 1.0 / (n - correction));
        }
    }

    /// <inheritdoc/>
    public void VarianceBackward(Buffer x, Buffer mean, Buffer dy, Buffer dx, int outer, int n, int inner, int correction)
    {
        double factor = 2.0 / (n - correction);
        if (inner == 1)
        {
            ForEachRow(new VarianceBackwardRow(x.FloatPointer, mean.FloatPointer, dy.FloatPointer, dx.FloatPointer, n, factor), outer, n);
        }
        else
        {
            var kernel = new VarianceBackwardColumns(x.FloatPointer, mean.FloatPointer, dy.FloatPointer, dx.FloatPointer, n, inner, factor);
            ForEachRow(kernel, outer * n, inner);
        }
    }

    private readonly struct VarianceRow(float* x, float* y, float* mean, int n, int correction) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            float* rowX = x + ((long)row * n);
            mean[row] = (float)(Sum(new Along(rowX), n) / n);
            y[row] = (float)(Sum(new SquaredDifference(rowX, mean[row]), n) / (n - correction));
        }
    }

    private readonly struct VarianceBackwardRow(float* x, float* mean, float* dy, float* dx, int n, double factor) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            long start = (long)row * n;
            Store(new VarianceGradient<Same>(x + start, new(mean[row]), new(dy[row]), factor), dx + start, n);
        }
    }

    private readonly struct VarianceBackwardColumns(float* x, float* mean, float* dy, float* dx, int n, int inner, double factor) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            long start = (long)row * inner;
            long group = (long)(row / n) * inner;
            Store(new VarianceGradient<Along>(x + start, new(mean + group), new(dy + group), factor), dx + start, inner);
        }
    }

    /// <summary>factor (x - mean)·dy.</summary>
    private readonly struct VarianceGradient<TSource>(float* x, TSource mean, TSource dy, double factor) : ISource
        where TSource : struct, ISource
    {
        private readonly TLanes factor = TLanes.Of(factor);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => factor * (reach.Load(x + i) - mean.At(i, reach)) * dy.At(i, reach);
    }

    /// <summary>Rows of (x - mean)², each column with a mean of its own, new means after every n rows.</summary>
    private readonly struct SquaredDifferenceRows(float* x, float* mean, int n, int columns) : IRows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddTo(float* target, int row, int column, int count)
        {
            float* rowMean = mean + ((long)(row / n) * columns) + column;
            var difference = new ColumnDifference(x + ((long)row * columns) + column, rowMean);
            Accumulate(new ProductOf<ColumnDifference, ColumnDifference>(difference, difference), target, count);
        }
    }

    /// <summary>x - mean, element by element.</summary>
    private readonly struct ColumnDifference(float* x, float* mean) : ISource
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => reach.Load(x + i) - reach.Load(mean + i);
    }
}
