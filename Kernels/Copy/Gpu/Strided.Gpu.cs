using ILGPU;

namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void Gather(Buffer x, StridedView view, Buffer y)
    {
        var walk = new GpuWalk(new Walk(view, toView: false), toView: false, view.Offset);
        Launch(new Gather<TGroup>(x.Words(), walk, y.Words()), GroupsFor(y.Length));
    }

    /// <inheritdoc/>
    public void Scatter(Buffer x, Buffer y, StridedView view)
    {
        var walk = new GpuWalk(new Walk(view, toView: true), toView: true, view.Offset);
        Launch(new Scatter<TGroup>(x.Words(), y.Words(), walk), GroupsFor(x.Length));
    }
}

/// <summary>y = the view of x: one thread an element, in the order of y.</summary>
internal readonly struct Gather<TGroup>(ArrayView<int> x, GpuWalk walk, ArrayView<int> y) : IGpuKernel
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
internal readonly struct Scatter<TGroup>(ArrayView<int> x, ArrayView<int> y, GpuWalk walk) : IGpuKernel
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
