using ILGPU;

namespace Kernels;

/// <summary>The numbers of an AdamW step in float, computed in double where the difference shows: 1 - β is small, the corrections too.</summary>
internal readonly struct AdamWNumbers(AdamWSettings settings)
{
    public readonly float LearningRate = (float)settings.LearningRate;
    public readonly float Beta1 = (float)settings.Beta1;
    public readonly float Share1 = (float)(1 - settings.Beta1);
    public readonly float Beta2 = (float)settings.Beta2;
    public readonly float Share2 = (float)(1 - settings.Beta2);
    public readonly float Rate = (float)(settings.LearningRate / settings.Correction1);
    public readonly float Scale = (float)(1 / Math.Sqrt(settings.Correction2));
    public readonly float Eps = (float)settings.Eps;

    /// <summary>The new mean gradient.</summary>
    public float Mean(float m, float g) => (Beta1 * m) + (Share1 * g);

    /// <summary>The new mean square.</summary>
    public float Square(float v, float g) => (Beta2 * v) + (Share2 * g * g);

    /// <summary>The new parameter.</summary>
    public float Parameter(float p, float mean, float square, float weightDecay) =>
        p - (LearningRate * weightDecay * p) - (Rate * mean / ((MathF.Sqrt(square) * Scale) + Eps));

    /// <summary>Four new means.</summary>
    public Float4 Mean(Float4 m, Float4 g) => new(Mean(m.X, g.X), Mean(m.Y, g.Y), Mean(m.Z, g.Z), Mean(m.W, g.W));

    /// <summary>Four new mean squares.</summary>
    public Float4 Square(Float4 v, Float4 g) => new(Square(v.X, g.X), Square(v.Y, g.Y), Square(v.Z, g.Z), Square(v.W, g.W));

    /// <summary>Four new parameters.</summary>
    public Float4 Parameter(Float4 p, Float4 mean, Float4 square, float weightDecay) => new(
        Parameter(p.X, mean.X, square.X, weightDecay),
        Parameter(p.Y, mean.Y, square.Y, weightDecay),
        Parameter(p.Z, mean.Z, square.Z, weightDecay),
        Parameter(p.W, mean.W, square.W, weightDecay));
}

/// <summary>What gradients are multiplied by to clip them. Each thread reads the norm itself, so the host need not wait for it.</summary>
/// <param name="squaredNorm">(1); any view where nothing is clipped.</param>
/// <param name="maxNorm">The largest norm that stays as it is.</param>
/// <param name="clips">1: gradients are clipped.</param>
internal readonly struct ClipFactor(ArrayView<float> squaredNorm, float maxNorm, int clips)
{
    /// <summary>min(1, maxNorm / (norm + 1e-6)); no number for a norm that is none.</summary>
    public float Value()
    {
        float factor = 1f;
        if (clips == 1)
        {
            float ratio = maxNorm / (MathF.Sqrt(squaredNorm[0]) + 1e-6f);
            factor = ratio >= 1 ? 1f : ratio;
        }

        return factor;
    }
}

/// <summary>
/// One thread a parameter, all in one pass: four numbers read, three written, 28 bytes for some fifteen operations. It costs
/// what the memory's bandwidth costs.
/// </summary>
internal readonly struct AdamW1Numbers<TGroup>(
    ArrayView<float> parameter, ArrayView<float> gradient, ArrayView<float> m, ArrayView<float> v, AdamWNumbers numbers, float weightDecay, ClipFactor clip, int from) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = from + (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (i < parameter.IntLength)
        {
            float g = gradient[i] * clip.Value();
            float mean = numbers.Mean(m[i], g), square = numbers.Square(v[i], g);
            m[i] = mean;
            v[i] = square;
            parameter[i] = numbers.Parameter(parameter[i], mean, square, weightDecay);
        }
    }
}

/// <summary>
/// A thread of version 1 asks for 16 bytes, and the memory of a large GPU wants more requests under way than its threads can make so.
/// Here each asks for 64: four parameters.
/// </summary>
internal readonly struct AdamW2Quads<TGroup>(
    ArrayView<float> parameter, ArrayView<float> gradient, ArrayView<float> m, ArrayView<float> v, AdamWNumbers numbers, float weightDecay, ClipFactor clip, int quads) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (i < quads)
        {
            var g = gradient.Cast<Float4>()[i].Times(clip.Value());
            Float4 mean = numbers.Mean(m.Cast<Float4>()[i], g), square = numbers.Square(v.Cast<Float4>()[i], g);
            m.Cast<Float4>()[i] = mean;
            v.Cast<Float4>()[i] = square;
            parameter.Cast<Float4>()[i] = numbers.Parameter(parameter.Cast<Float4>()[i], mean, square, weightDecay);
        }
    }
}
