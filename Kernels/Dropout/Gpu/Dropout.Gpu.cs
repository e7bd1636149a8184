using ILGPU;

namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void Dropout(Buffer x, Buffer y, float p, uint seed)
    {
        float scale = (float)(1 / (1 - (double)p));
        Launch(new Dropout<TGroup>(x.Floats(), y.Floats(), scale, CounterRandom.Threshold(p), seed), GroupsFor(y.Length));
    }
}

/// <summary>y = scale·x where the element's random bits keep it, else 0: one thread an element, the same mask as on every device.</summary>
internal readonly struct Dropout<TGroup>(ArrayView<float> x, ArrayView<float> y, float scale, uint threshold, uint seed) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (i < y.IntLength)
        {
            y[i] = CounterRandom.Keeps(seed, (uint)i, threshold) ? x[i] * scale : 0;
        }
    }
}
