using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <inheritdoc/>
    public void BatchNormForward(
        Buffer x, Buffer gamma, Buffer beta, Buffer y, Buffer mean, Buffer variance, int rows, int columns, double eps, int correction)
    {
        float* means = mean.FloatPointer;
        ColumnSums(new MatrixRows(x.FloatPointer, columns), means, 0, rows, columns, 1.0 / rows);
        ColumnSums(new SquaredDifferenceRows(x.FloatPointer, means, rows, columns), variance.FloatPointer, 0, rows, columns, 1.0 / (rows - correction));

        // y = (x - mean)·factor + beta with factor = gamma·rstd.
        float* factor = ThreadScratch.Floats((nuint)columns);
        Store(new TimesRstd(gamma.FloatPointer, variance.FloatPointer, eps, 1), factor, columns);
        ForEachRow(new BatchNormRow(x.FloatPointer, means, factor, beta.FloatPointer, y.FloatPointer, columns), rows, columns);
    }

    /// <inheritdoc/>
    public void BatchNormBackward(
        Buffer x, Buffer gamma, Buffer mean, Buffer variance, Buffer dy, Buffer dx, Buffer dgamma, Buffer dbeta, int rows, int columns, double eps, int correction)
    {
        float* means = mean.FloatPointer;
        float* dgammas = dgamma.FloatPointer;
        ColumnSums(new MatrixRows(dy.FloatPointer, columns), dbeta.FloatPointer, 0, rows, columns, 1);
        ColumnSums(new CenteredProductRows(dy.FloatPointer, x.FloatPointer, means, columns), dgammas, 0, rows, columns, 1);

        // The sum above lacks its rstd. dx = factor · (dy - Σdy/n - (x - mean)·slope), slope = rstd·Σ dy·x̂ / (n - correction).
        float* factor = ThreadScratch.Floats(3 * (nuint)columns);
        float* shift = factor + columns;
        float* slope = shift + columns;
        Store(new TimesRstd(gamma.FloatPointer, variance.FloatPointer, eps, 1), factor, columns);
        Store(new TimesRstd(dgammas, variance.FloatPointer, eps, 1), dgammas, columns);
        Store(new TimesRstd(dgammas, variance.FloatPointer, eps, 1.0 / (rows - correction)), slope, columns);
        Store(new Scaled(dbeta.FloatPointer, 1.0 / rows), shift, columns);
        ForEachRow(new BatchNormBackwardRow(x.FloatPointer, means, dy.FloatPointer, factor, shift, slope, dx.FloatPointer, columns), rows, columns);
    }

    private readonly struct BatchNormRow(float* x, float* mean, float* factor, float* beta, float* y, int columns) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row) =>
            Store(new Affine(x + ((long)row * columns), mean, factor, beta), y + ((long)row * columns), columns);
    }

    private readonly struct BatchNormBackwardRow(
        float* x, float* mean, float* dy, float* factor, float* shift, float* slope, float* dx, int columns) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            long start = (long)row * columns;
            Store(new BatchNormGradient(x + start, mean, dy + start, factor, shift, slope), dx + start, columns);
        }
    }

    /// <summary>Rows of dy·(x - mean).</summary>
    private readonly struct CenteredProductRows(float* dy, float* x, float* mean, int columns) : IRows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddTo(float* target, int row, int column, int count)
        {
            long start = ((long)row * columns) + column;
            var difference = new ColumnDifference(x + start, mean + column);
            Accumulate(new ProductOf<Along, ColumnDifference>(new(dy + start), difference), target, count);
        }
    }

    /// <summary>The product of two sources.</summary>
    private readonly struct ProductOf<TA, TB>(TA a, TB b) : ISource
        where TA : struct, ISource
        where TB : struct, ISource
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => a.At(i, reach) * b.At(i, reach);
    }

    /// <summary>(x - mean)·factor + beta.</summary>
    private readonly struct Affine(float* x, float* mean, float* factor, float* beta) : ISource
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => TLanes.MultiplyAdd(reach.Load(x + i) - reach.Load(mean + i), reach.Load(factor + i), reach.Load(beta + i));
    }

    /// <summary>factor (dy - shift - (x - mean)·slope).</summary>
    private readonly struct BatchNormGradient(float* x, float* mean, float* dy, float* factor, float* shift, float* slope) : ISource
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
        {
            TLanes slopes = (reach.Load(x + i) - reach.Load(mean + i)) * reach.Load(slope + i);
            return reach.Load(factor + i) * (reach.Load(dy + i) - reach.Load(shift + i) - slopes);
        }
    }

    /// <summary>value·scale·rstd with rstd = 1 / √(variance + eps).</summary>
    private readonly struct TimesRstd(float* value, float* variance, double eps, double scale) : ISource
    {
        private readonly TLanes eps = TLanes.Of(eps);
        private readonly TLanes scale = TLanes.Of(scale);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => reach.Load(value + i) * scale / TLanes.Sqrt(reach.Load(variance + i) + eps);
    }
}
