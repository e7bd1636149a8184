using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <inheritdoc/>
    public void LayerNormForward(Buffer x, Buffer gamma, Buffer? beta, Buffer y, Buffer mean, Buffer rstd, int rows, int columns, double eps)
    {
        float* shift = beta is { } buffer ? buffer.FloatPointer : null;
        var kernel = new LayerNormRow(x.FloatPointer, gamma.FloatPointer, shift, y.FloatPointer, mean.FloatPointer, rstd.FloatPointer, columns, eps);
        ForEachRow(kernel, rows, columns, cost: 2);
    }

    /// <inheritdoc/>
    public void AddLayerNormForward(
        Buffer x, Buffer f, Buffer sum, Buffer gamma, Buffer? beta, Buffer y, Buffer mean, Buffer rstd, int rows, int columns, double eps)
    {
        float* shift = beta is { } buffer ? buffer.FloatPointer : null;
        var norm = new LayerNormRow(sum.FloatPointer, gamma.FloatPointer, shift, y.FloatPointer, mean.FloatPointer, rstd.FloatPointer, columns, eps);
        ForEachRow(new AddLayerNormRow(x.FloatPointer, f.FloatPointer, sum.FloatPointer, norm, columns), rows, columns, cost: 3);
    }

    /// <inheritdoc/>
    public void LayerNormBackward(
        Buffer x, Buffer gamma, Buffer mean, Buffer rstd, Buffer dy, Buffer dx, Buffer dgamma, Buffer? dbeta, int rows, int columns, bool accumulate = false, Buffer? rounded = null)
    {
        // Each piece sums its rows' share of dgamma and dbeta into a row of scratch.
        var pieces = Pieces.OfRows(rows, columns, cost: 2);
        int width = 2 * columns;
        float* partial = ThreadScratch.Floats((nuint)(pieces.Count + 1) * (nuint)width);
        var job = new LayerNormBackwardJob
        {
            X = x.FloatPointer,
            Gamma = gamma.FloatPointer,
            Mean = mean.FloatPointer,
            Rstd = rstd.FloatPointer,
            Dy = dy.FloatPointer,
            Dx = dx.FloatPointer,
            Partial = partial,
            Accumulate = accumulate,
            Columns = columns,
            Pieces = pieces,
        };
        team.Run(ref job, pieces.Count);

        float* total = partial + ((long)pieces.Count * width);
        AddPartials(partial, pieces.Count, width, total, 1);
        new Span<float>(total, columns).CopyTo(dgamma.F32);
        if (dbeta is { } buffer)
        {
            new Span<float>(total + columns, columns).CopyTo(buffer.F32);
        }

        if (rounded is { } copy)
        {
            RoundToBFloat16(dx, copy);
        }
    }

    private readonly struct LayerNormRow(
        float* x, float* gamma, float* beta, float* y, float* mean, float* rstd, int columns, double eps) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            float* rowX = x + ((long)row * columns);
            float* rowY = y + ((long)row * columns);
            float center = (float)(Sum(new Along(rowX), columns) / columns);
            float scale = (float)(1 / Math.Sqrt((Sum(new SquaredDifference(rowX, center), columns) / columns) + eps));
            mean[row] = center;
            rstd[row] = scale;
            if (beta is null)
            {
                Store(new Normalised<Same>(rowX, center, scale, gamma, new(0)), rowY, columns);
            }
            else
            {
                Store(new Normalised<Along>(rowX, center, scale, gamma, new(beta)), rowY, columns);
            }
        }
    }

    /// <summary>The sum is still in the cache when it is normalised.</summary>
    private readonly struct AddLayerNormRow(float* x, float* f, float* sum, LayerNormRow norm, int columns) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            long start = (long)row * columns;
            Store(new Plus<Along, Along>(new(x + start), new(f + start)), sum + start, columns);
            norm.Run(row);
        }
    }

    /// <summary>a + b.</summary>
    private readonly struct Plus<TA, TB>(TA a, TB b) : ISource
        where TA : struct, ISource
        where TB : struct, ISource
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => a.At(i, reach) + b.At(i, reach);
    }

    private struct LayerNormBackwardJob : IJob
    {
        public float* X;
        public float* Gamma;
        public float* Mean;
        public float* Rstd;
        public float* Dy;
        public float* Dx;
        public float* Partial;
        public bool Accumulate;
        public int Columns;
        public Pieces Pieces;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int piece)
        {
            float* dgamma = Partial + ((long)piece * 2 * Columns);
            float* dbeta = dgamma + Columns;
            new Span<float>(dgamma, 2 * Columns).Clear();
            for (int row = Pieces.Start(piece); row < Pieces.End(piece); row++)
            {
                long start = (long)row * Columns;
                var (meanG, meanGX) = RowMeans(X + start, Dy + start, Mean[row], Rstd[row], dgamma, dbeta);
                var gradient = new LayerNormGradient(X + start, Dy + start, Gamma, Mean[row], Rstd[row], meanG, meanGX);
                if (Accumulate)
                {
                    Store(new Plus<Along, LayerNormGradient>(new(Dx + start), gradient), Dx + start, Columns);
                }
                else
                {
                    Store(gradient, Dx + start, Columns);
                }
            }
        }

        /// <summary>
        /// With g = dy·gamma the means of g and g·x̂ over a row; adds the row's dy·x̂ to dgamma and its dy to dbeta, all in one pass.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly (float MeanG, float MeanGX) RowMeans(float* x, float* dy, float mean, float rstd, float* dgamma, float* dbeta)
        {
            double sumG = 0;
            double sumGX = 0;
            float* gamma = Gamma;
            TLanes center = TLanes.Broadcast(mean);
            TLanes scale = TLanes.Broadcast(rstd);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            void AddLanes<TReach>(int i, TReach reach, ref TLanes blockG, ref TLanes blockGX)
                where TReach : struct, IReach
            {
                TLanes upstream = reach.Load(dy + i);
                TLanes scaled = upstream * ((reach.Load(x + i) - center) * scale);
                TLanes weight = reach.Load(gamma + i);
                reach.Store(reach.Load(dgamma + i) + scaled, dgamma + i);
                reach.Store(reach.Load(dbeta + i) + upstream, dbeta + i);
                blockG += upstream * weight;
                blockGX += scaled * weight;
            }

            for (int start = 0; start < Columns; start += SumBlock)
            {
                int end = Math.Min(Columns, start + SumBlock);
                TLanes blockG = TLanes.Of(0);
                TLanes blockGX = TLanes.Of(0);
                int i = start;
                for (; i <= end - Width; i += Width)
                {
                    AddLanes(i, default(Whole), ref blockG, ref blockGX);
                }

                if (i < end)
                {
                    // Zeros are loaded into the lanes beyond the row's end; they add nothing.
                    AddLanes(i, new Part(end - i), ref blockG, ref blockGX);
                }

                sumG += TLanes.Sum(blockG);
                sumGX += TLanes.Sum(blockGX);
            }

            return ((float)(sumG / Columns), (float)(sumGX / Columns));
        }
    }

    /// <summary>(x - mean)·rstd·gamma + beta.</summary>
    private readonly struct Normalised<TBeta>(float* x, float mean, float rstd, float* gamma, TBeta beta) : ISource
        where TBeta : struct, ISource
    {
        private readonly TLanes mean = TLanes.Broadcast(mean);
        private readonly TLanes rstd = TLanes.Broadcast(rstd);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => TLanes.MultiplyAdd((reach.Load(x + i) - mean) * rstd, reach.Load(gamma + i), beta.At(i, reach));
    }

    /// <summary>(x - mean)².</summary>
    private readonly struct SquaredDifference(float* x, float mean) : ISource
    {
        private readonly TLanes mean = TLanes.Broadcast(mean);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
        {
            TLanes difference = reach.Load(x + i) - mean;
            return difference * difference;
        }
    }

    /// <summary>rstd (dy·gamma - mean(g) - x̂·mean(g·x̂)).</summary>
    private readonly struct LayerNormGradient(float* x, float* dy, float* gamma, float mean, float rstd, float meanG, float meanGX) : ISource
    {
        private readonly TLanes mean = TLanes.Broadcast(mean);
        private readonly TLanes rstd = TLanes.Broadcast(rstd);
        private readonly TLanes meanG = TLanes.Broadcast(meanG);
        private readonly TLanes meanGX = TLanes.Broadcast(meanGX);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
        {
            TLanes normalised = (reach.Load(x + i) - mean) * rstd;
            return rstd * ((reach.Load(dy + i) * reach.Load(gamma + i)) - meanG - (normalised * meanGX));
        }
    }
}
