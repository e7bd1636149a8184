using ILGPU;

namespace Kernels;

/// <summary>x *= min(1, maxNorm / (‖·‖ + 1e-6)): one thread an element. Each reads the norm itself, so the host need not wait for it.</summary>
internal readonly struct ClipByNorm<TGroup>(ArrayView<float> x, ArrayView<float> squaredNorm, float maxNorm) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        float factor = maxNorm / (MathF.Sqrt(squaredNorm[0]) + 1e-6f);
        if (i < x.IntLength && !(factor >= 1))
        {
            x[i] *= factor;
        }
    }
}
