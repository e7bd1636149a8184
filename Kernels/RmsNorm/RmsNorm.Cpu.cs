using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <inheritdoc/>
    public void RmsNormForward(Buffer x, Buffer gamma, Buffer y, Buffer rstd, int rows, int columns, double eps) =>
        ForEachRow(new RmsNormRow(x.FloatPointer, gamma.FloatPointer, y.FloatPointer, rstd.FloatPointer, columns, eps), rows, columns, cost: 2);

    /// <inheritdoc/>
    public void RmsNormBackward(Buffer x, Buffer gamma, Buffer rstd, Buffer dy, Buffer dx, Buffer dgamma, int rows, int columns)
    {
        // Each piece sums its rows' share of dgamma into a row of scratch.
        var pieces = Pieces.OfRows(rows, columns, cost: 2);
        float* partial = ThreadScratch.Floats((nuint)Math.Max(1, pieces.Count) * (nuint)columns);
        var job = new RmsNormBackwardJob
        {
            X = x.FloatPointer,
            Gamma = gamma.FloatPointer,
            Rstd = rstd.FloatPointer,
            Dy = dy.FloatPointer,
            Dx = dx.FloatPointer,
            Partial = partial,
            Columns = columns,
            Pieces = pieces,
        };
        team.Run(ref job, pieces.Count);
        AddPartials(partial, pieces.Count, columns, dgamma.FloatPointer, 1);
    }

    private readonly struct RmsNormRow(float* x, float* gamma, float* y, float* rstd, int columns, double eps) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            float* rowX = x + ((long)row * columns);
            float scale = (float)(1 / Math.Sqrt((Sum(new SquaredDifference(rowX, 0), columns) / columns) + eps));
            rstd[row] = scale;
            Store(new Normalised<Same>(rowX, 0, scale, gamma, new(0)), y + ((long)row * columns), columns);
        }
    }

    private struct RmsNormBackwardJob : IJob
    {
        public float* X;
        public float* Gamma;
        public float* Rstd;
        public float* Dy;
        public float* Dx;
        public float* Partial;
        public int Columns;
        public Pieces Pieces;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int piece)
        {
            float* dgamma = Partial + ((long)piece * Columns);
            new Span<float>(dgamma, Columns).Clear();
            for (int row = Pieces.Start(piece); row < Pieces.End(piece); row++)
            {
                float* x = X + ((long)row * Columns);
                float* dy = Dy + ((long)row * Columns);
                float meanGX = (float)(Sum(new TimesNormalised<Along>(x, dy, Rstd[row], new(Gamma)), Columns) / Columns);
                Accumulate(new TimesNormalised<Same>(x, dy, Rstd[row], new(1)), dgamma, Columns);
                Store(new LayerNormGradient(x, dy, Gamma, 0, Rstd[row], 0, meanGX), Dx + ((long)row * Columns), Columns);
            }
        }
    }

    /// <summary>dy·x̂·factor, with x̂ = x·rstd.</summary>
    private readonly struct TimesNormalised<TFactor>(float* x, float* dy, float rstd, TFactor factor) : ISource
        where TFactor : struct, ISource
    {
        private readonly TLanes rstd = TLanes.Broadcast(rstd);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => reach.Load(dy + i) * (reach.Load(x + i) * rstd) * factor.At(i, reach);
    }
}
