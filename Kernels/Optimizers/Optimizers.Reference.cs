namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void AdamWStep(Buffer parameter, Buffer gradient, Buffer m, Buffer v, AdamWSettings settings)
    {
        var ps = parameter.F64;
        var gs = gradient.F64;
        var ms = m.F64;
        var vs = v.F64;
        var (rate, beta1, beta2) = (settings.LearningRate, settings.Beta1, settings.Beta2);
        for (int i = 0; i < ps.Length; i++)
        {
            ps[i] -= rate * settings.WeightDecay * ps[i];
            ms[i] = (beta1 * ms[i]) + ((1 - beta1) * gs[i]);
            vs[i] = (beta2 * vs[i]) + ((1 - beta2) * gs[i] * gs[i]);
            ps[i] -= rate * (ms[i] / settings.Correction1) / (Math.Sqrt(vs[i] / settings.Correction2) + settings.Eps);
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
    public void AddSquaredNorm(Buffer x, Buffer result)
    {
        double sum = 0;
        foreach (double value in x.F64)
        {
            sum += value * value;
        }

        result.F64[0] += sum;
    }

    /// <inheritdoc/>
    public void ClipByNorm(Buffer x, Buffer squaredNorm, double maxNorm)
    {
        double factor = Math.Min(1, maxNorm / (Math.Sqrt(squaredNorm.F64[0]) + 1e-6));
        foreach (ref double value in x.F64)
        {
            value *= factor;
        }
    }
}
