using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <summary>An update of the elements from <c>i</c> on, in place.</summary>
    private interface IUpdate
    {
        void At<TReach>(int i, TReach reach)
            where TReach : struct, IReach;
    }

    /// <inheritdoc/>
    public void AdamWStep(IReadOnlyList<AdamWParameter> parameters, AdamWSettings settings, GradientClip? clip)
    {
        double factor = clip is { } given ? ClipFactor(given.SquaredNorm, given.MaxNorm) : 1;
        for (int i = 0; i < parameters.Count; i++)
        {
            var one = parameters[i];
            var update = new AdamW(one.Parameter.FloatPointer, one.Gradient.FloatPointer, one.M.FloatPointer, one.V.FloatPointer, settings, one.WeightDecay, factor);
            ForEachElement(update, one.Parameter.Length);
            if (one.Copy is { } copy)
            {
                RoundToBFloat16(one.Parameter, copy);
            }
        }
    }

    /// <inheritdoc/>
    public void SgdStep(Buffer parameter, Buffer gradient, Buffer? momentumBuffer, double learningRate, double momentum, double weightDecay)
    {
        if (momentumBuffer is { } buffer)
        {
            var update = new SgdWithMomentum(parameter.FloatPointer, gradient.FloatPointer, buffer.FloatPointer, learningRate, momentum, weightDecay);
            ForEachElement(update, parameter.Length);
        }
        else
        {
            ForEachElement(new Sgd(parameter.FloatPointer, gradient.FloatPointer, learningRate, weightDecay), parameter.Length);
        }
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    public void AddSquaredNorm(IReadOnlyList<Buffer> xs, Buffer result)
    {
        double* sums = stackalloc double[Pieces.Most];
        for (int i = 0; i < xs.Count; i++)
        {
            var job = new SquaredNormJob { X = xs[i].FloatPointer, Sums = sums, Pieces = Pieces.OfElements(xs[i].Length) };
            team.Run(ref job, job.Pieces.Count);
            result.F32[0] = (float)(result.F32[0] + InOrder(sums, job.Pieces.Count));
        }
    }

    /// <inheritdoc/>
    public void ClipByNorm(Buffer x, Buffer squaredNorm, double maxNorm)
    {
        double factor = ClipFactor(squaredNorm, maxNorm);
        if (factor != 1)
        {
            Unary(new ScaleOp(factor), x, x);
        }
    }

    /// <summary>min(1, maxNorm / (norm + 1e-6)); no number for a norm that is none.</summary>
    private static double ClipFactor(Buffer squaredNorm, double maxNorm)
    {
        double factor = maxNorm / (Math.Sqrt(squaredNorm.F32[0]) + 1e-6);
        return factor >= 1 ? 1 : factor;
    }

    private void ForEachElement<TUpdate>(TUpdate update, int count)
        where TUpdate : struct, IUpdate
    {
        var job = new UpdateJob<TUpdate> { Update = update, Pieces = Pieces.OfElements(count) };
        team.Run(ref job, job.Pieces.Count);
    }

    private struct UpdateJob<TUpdate> : IJob
        where TUpdate : struct, IUpdate
    {
        public TUpdate Update;
        public Pieces Pieces;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int piece)
        {
            var update = Update;
            int end = Pieces.End(piece);
            int i = Pieces.Start(piece);
            for (; i <= end - Width; i += Width)
            {
                update.At(i, default(Whole));
            }

            if (i < end)
            {
                update.At(i, new Part(end - i));
            }
        }
    }

    private struct SquaredNormJob : IJob
    {
        public float* X;
        public double* Sums;
        public Pieces Pieces;

        public void Run(int piece)
        {
            float* x = X + Pieces.Start(piece);
            Sums[piece] = Sum(new Product(x, x), Pieces.End(piece) - Pieces.Start(piece));
        }
    }

    /// <summary>One pass over memory: four arrays read, three written.</summary>
    private readonly struct AdamW(float* p, float* g, float* m, float* v, AdamWSettings settings, double weightDecay, double factor) : IUpdate
    {
        private readonly TLanes clip = TLanes.Of(factor);
        private readonly TLanes decay = TLanes.Of(-settings.LearningRate * weightDecay);
        private readonly TLanes beta1 = TLanes.Of(settings.Beta1);
        private readonly TLanes share1 = TLanes.Of(1 - settings.Beta1);
        private readonly TLanes beta2 = TLanes.Of(settings.Beta2);
        private readonly TLanes share2 = TLanes.Of(1 - settings.Beta2);
        private readonly TLanes rate = TLanes.Of(settings.LearningRate / settings.Correction1);
        private readonly TLanes scale = TLanes.Of(1 / Math.Sqrt(settings.Correction2));
        private readonly TLanes eps = TLanes.Of(settings.Eps);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
        {
            TLanes gradient = reach.Load(g + i) * clip;
            TLanes mean = TLanes.MultiplyAdd(beta1, reach.Load(m + i), share1 * gradient);
            TLanes square = TLanes.MultiplyAdd(beta2, reach.Load(v + i), share2 * gradient * gradient);
            TLanes parameter = reach.Load(p + i);
            parameter = TLanes.MultiplyAdd(parameter, decay, parameter);
            reach.Store(mean, m + i);
            reach.Store(square, v + i);
            reach.Store(parameter - (rate * mean / TLanes.MultiplyAdd(TLanes.Sqrt(square), scale, eps)), p + i);
        }
    }

    private readonly struct Sgd(float* p, float* g, double learningRate, double weightDecay) : IUpdate
    {
        private readonly TLanes minusRate = TLanes.Of(-learningRate);
        private readonly TLanes decay = TLanes.Of(weightDecay);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
        {
            TLanes parameter = reach.Load(p + i);
            TLanes gradient = TLanes.MultiplyAdd(decay, parameter, reach.Load(g + i));
            reach.Store(TLanes.MultiplyAdd(minusRate, gradient, parameter), p + i);
        }
    }

    private readonly struct SgdWithMomentum(float* p, float* g, float* b, double learningRate, double momentum, double weightDecay) : IUpdate
    {
        private readonly TLanes minusRate = TLanes.Of(-learningRate);
        private readonly TLanes momentum = TLanes.Of(momentum);
        private readonly TLanes decay = TLanes.Of(weightDecay);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
        {
            TLanes parameter = reach.Load(p + i);
            TLanes gradient = TLanes.MultiplyAdd(decay, parameter, reach.Load(g + i));
            TLanes velocity = TLanes.MultiplyAdd(momentum, reach.Load(b + i), gradient);
            reach.Store(velocity, b + i);
            reach.Store(TLanes.MultiplyAdd(minusRate, velocity, parameter), p + i);
        }
    }
}
