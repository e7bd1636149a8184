namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void AdamWStep(IReadOnlyList<AdamWParameter> parameters, AdamWSettings settings, GradientClip? clip)
    {
        double factor = clip is { } given ? ClipFactor(given.SquaredNorm, given.MaxNorm) : 1;
        var (rate, beta1, beta2) = (settings.LearningRate, settings.Beta1, settings.Beta2);
        foreach (var (parameter, gradient, m, v, weightDecay, copy) in parameters)
        {
            var ps = parameter.F64;
            var gs = gradient.F64;
            var ms = m.F64;
            var vs = v.F64;
            for (int i = 0; i < ps.Length; i++)
            {
                double g = gs[i] * factor;
                ps[i] -= rate * weightDecay * ps[i];
                ms[i] = (beta1 * ms[i]) + ((1 - beta1) * g);
                vs[i] = (beta2 * vs[i]) + ((1 - beta2) * g * g);
                ps[i] -= rate * (ms[i] / settings.Correction1) / (Math.Sqrt(vs[i] / settings.Correction2) + settings.Eps);
            }

            if (copy is { } rounded)
            {
                RoundToBFloat16(parameter, rounded);
            }
        }
    }

    /// <inheritdoc/>
    public void SgdStep(Buffer parameter, Buffer gradient, Buffer? momentumBuffer, double learningRate, double momentum, double weightDecay)
    {
        var ps = parameter.F64;
        var gs = gradient.F64;
        Span<double> bs = momentumBuffer is { } buffer ? buffer.F64 : [];
        for (int i = 0; i < ps.Length; i++)
        {
            double g = gs[i] + (weightDecay * ps[i]);
            if (momentumBuffer is not null)
            {
                bs[i] = (momentum * bs[i]) + g;
                g = bs[i];
            }

            ps[i] -= learningRate * g;
        }
    }

    /// <inheritdoc/>
    public void AddSquaredNorm(IReadOnlyList<Buffer> xs, Buffer result)
    {
        foreach (var x in xs)
        {
            double sum = 0;
            foreach (double value in x.F64)
            {
                sum += value * value;
            }

            result.F64[0] += sum;
        }
    }

    /// <inheritdoc/>
    public void ClipByNorm(Buffer x, Buffer squaredNorm, double maxNorm)
    {
        double factor = ClipFactor(squaredNorm, maxNorm);
        foreach (ref double value in x.F64)
        {
            value *= factor;
        }
    }

    private static double ClipFactor(Buffer squaredNorm, double maxNorm) => Math.Min(1, maxNorm / (Math.Sqrt(squaredNorm.F64[0]) + 1e-6));
}
