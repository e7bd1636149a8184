using ILGPU;

namespace Kernels;

/// <summary>The numbers of an AdamW step in float, computed in double where the difference shows: 1 - β is small, the corrections too.</summary>
internal readonly struct AdamWNumbers(AdamWSettings settings)
{
    public readonly float Decay = (float)(settings.LearningRate * settings.WeightDecay);
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
    public float Parameter(float p, float mean, float square) => p - (Decay * p) - (Rate * mean / ((MathF.Sqrt(square) * Scale) + Eps));
}

/// <summary>
/// One thread a parameter, all in one pass: four numbers read, three written, 28 bytes for some fifteen operations. It costs
/// what the memory's bandwidth costs.
/// </summary>
internal readonly struct AdamW1Numbers<TGroup>(
    ArrayView<float> parameter, ArrayView<float> gradient, ArrayView<float> m, ArrayView<float> v, AdamWNumbers numbers, int from) : IGpuKernel
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
            float g = gradient[i];
            float mean = numbers.Mean(m[i], g), square = numbers.Square(v[i], g);
            m[i] = mean;
            v[i] = square;
            parameter[i] = numbers.Parameter(parameter[i], mean, square);
        }
    }
}

/// <summary>
/// A thread of version 1 asks for 16 bytes, and the memory of a large GPU wants more requests under way than its threads can make so.
/// Here each asks for 64: four parameters.
/// </summary>
internal readonly struct AdamW2Quads<TGroup>(
    ArrayView<float> parameter, ArrayView<float> gradient, ArrayView<float> m, ArrayView<float> v, AdamWNumbers numbers, int quads) : IGpuKernel
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
            Float4 g = gradient.Cast<Float4>()[i], mean = m.Cast<Float4>()[i], square = v.Cast<Float4>()[i], p = parameter.Cast<Float4>()[i];
            mean = new(numbers.Mean(mean.X, g.X), numbers.Mean(mean.Y, g.Y), numbers.Mean(mean.Z, g.Z), numbers.Mean(mean.W, g.W));
            square = new(numbers.Square(square.X, g.X), numbers.Square(square.Y, g.Y), numbers.Square(square.Z, g.Z), numbers.Square(square.W, g.W));
            m.Cast<Float4>()[i] = mean;
            v.Cast<Float4>()[i] = square;
            parameter.Cast<Float4>()[i] = new(
                numbers.Parameter(p.X, mean.X, square.X),
                numbers.Parameter(p.Y, mean.Y, square.Y),
                numbers.Parameter(p.Z, mean.Z, square.Z),
                numbers.Parameter(p.W, mean.W, square.W));
        }
    }
}
