using ILGPU;

namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void Gather(Buffer x, StridedView view, Buffer y)
    {
        var walk = new GpuWalk(new Walk(view, toView: false), toView: false, view.Offset);
        if (y.Type == DType.BF16)
        {
            Launch(new Gather<ushort, TGroup>(x.BFloat16s(), walk, y.BFloat16s()), GroupsFor(y.Length));
        }
        else
        {
            Launch(new Gather<int, TGroup>(x.Words(), walk, y.Words()), GroupsFor(y.Length));
        }
    }

    /// <inheritdoc/>
    public void Scatter(Buffer x, Buffer y, StridedView view)
    {
        var walk = new GpuWalk(new Walk(view, toView: true), toView: true, view.Offset);
        if (y.Type == DType.BF16)
        {
            Launch(new Scatter<ushort, TGroup>(x.BFloat16s(), y.BFloat16s(), walk), GroupsFor(x.Length));
        }
        else
        {
            Launch(new Scatter<int, TGroup>(x.Words(), y.Words(), walk), GroupsFor(x.Length));
        }
    }
}

/// <summary>y = the view of x: one thread an element, in the order of y.</summary>
internal readonly struct Gather<T, TGroup>(ArrayView<T> x, GpuWalk walk, ArrayView<T> y) : IGpuKernel
    where T : unmanaged
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
            y[i] = x[walk.Place(i)];
        }
    }
}

/// <summary>The view of y = x: one thread an element, in the order of x.</summary>
internal readonly struct Scatter<T, TGroup>(ArrayView<T> x, ArrayView<T> y, GpuWalk walk) : IGpuKernel
    where T : unmanaged
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (i < x.IntLength)
        {
            y[walk.Place(i)] = x[i];
        }
    }
}
