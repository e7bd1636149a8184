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
}

/// <summary>
/// One thread a parameter, all in one pass: four numbers read, three written, 28 bytes for some fifteen operations. It costs
/// what the memory's bandwidth costs.
/// </summary>
internal readonly struct AdamWStep<TGroup>(
    ArrayView<float> parameter, ArrayView<float> gradient, ArrayView<float> m, ArrayView<float> v, AdamWNumbers numbers) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (i < parameter.IntLength)
        {
            float g = gradient[i];
            float mean = (numbers.Beta1 * m[i]) + (numbers.Share1 * g);
            float square = (numbers.Beta2 * v[i]) + (numbers.Share2 * g * g);
            float p = parameter[i];
            p -= numbers.Decay * p;
            m[i] = mean;
            v[i] = square;
            parameter[i] = p - (numbers.Rate * mean / ((MathF.Sqrt(square) * numbers.Scale) + numbers.Eps));
        }
    }
}
