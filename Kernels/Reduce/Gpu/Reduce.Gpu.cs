using ILGPU;

namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void SumBackward(Buffer dy, Buffer dx, int outer, int n, int inner, double scale) =>
        Launch(new SumBackward<TGroup>(dy.Floats(), dx.Floats(), n, inner, (float)scale), GroupsFor(dx.Length));

    /// <inheritdoc/>
    public void VarianceForward(Buffer x, Buffer y, Buffer mean, int outer, int n, int inner, int correction)
    {
        SumForward(x, mean, outer, n, inner, 1.0 / n);
        Sum(new SquaredDeviation(x.Floats(), mean.Floats()), y.Floats(), new SumSizes(outer, n, inner), (float)(1.0 / (n - correction)));
        KeepAlive(x, y, mean);
    }

    /// <inheritdoc/>
    public void VarianceBackward(Buffer x, Buffer mean, Buffer dy, Buffer dx, int outer, int n, int inner, int correction)
    {
        float factor = (float)(2.0 / (n - correction));
        Launch(new VarianceBackward<TGroup>(x.Floats(), mean.Floats(), dy.Floats(), dx.Floats(), n, inner, factor), GroupsFor(dx.Length));
    }
}

/// <summary>dx(o, n, i) = scale·dy(o, i): one thread an element.</summary>
internal readonly struct SumBackward<TGroup>(ArrayView<float> dy, ArrayView<float> dx, int n, int inner, float scale) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (i < dx.IntLength)
        {
            dx[i] = scale * dy[ReducedPlace.Of(i, n, inner)];
        }
    }
}

/// <summary>dx(o, n, i) = factor·(x - mean(o, i))·dy(o, i): one thread an element.</summary>
internal readonly struct VarianceBackward<TGroup>(
    ArrayView<float> x, ArrayView<float> mean, ArrayView<float> dy, ArrayView<float> dx, int n, int inner, float factor) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (i < dx.IntLength)
        {
            int result = ReducedPlace.Of(i, n, inner);
            dx[i] = factor * (x[i] - mean[result]) * dy[result];
        }
    }
}

/// <summary>Where an element goes when axes are reduced.</summary>
internal static class ReducedPlace
{
    /// <summary>The element of (outer, inner) that element <paramref name="i"/> of (outer, n, inner) belongs to.</summary>
    public static int Of(int i, int n, int inner) => (i / (n * inner) * inner) + (i % inner);
}
