using ILGPU;

namespace Kernels;

/// <summary>p -= rate·(g + decay·p): one thread a parameter.</summary>
internal readonly struct SgdStep<TGroup>(ArrayView<float> parameter, ArrayView<float> gradient, float rate, float decay) : IGpuKernel
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
            float p = parameter[i];
            parameter[i] = p - (rate * (gradient[i] + (decay * p)));
        }
    }
}

/// <summary>b = momentum·b + g + decay·p; p -= rate·b: one thread a parameter.</summary>
internal readonly struct SgdMomentumStep<TGroup>(
    ArrayView<float> parameter, ArrayView<float> gradient, ArrayView<float> velocity, float rate, float momentum, float decay) : IGpuKernel
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
            float p = parameter[i];
            float step = (momentum * velocity[i]) + gradient[i] + (decay * p);
            velocity[i] = step;
            parameter[i] = p - (rate * step);
        }
    }
}
