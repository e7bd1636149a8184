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
    public void Scatter(Buffer x, Buffer y, StridedView view, bool accumulate)
    {
        if (accumulate)
        {
            ScatterSums(x, y, view);
        }
        else
        {
            var walk = new GpuWalk(new Walk(view, toView: true), toView: true, view.Offset);
            Launch(new Scatter<TGroup>(x.Words(), y.Words(), walk), GroupsFor(x.Length));
        }
    }

    /// <summary>
    /// Adds without two threads at one element. An axis with stride 0 repeats its elements: x is summed over it first. What then
    /// still overlaps (windows that share elements) is cut along an axis into launches, one after the other.
    /// </summary>
    private void ScatterSums(Buffer x, Buffer y, StridedView view)
    {
        int repeated = Array.FindIndex(view.Strides, stride => stride == 0);
        if (x.Length == 0)
        {
            return;
        }

        if (repeated >= 0)
        {
            var sizes = new SumSizes(Product(view.Sizes.AsSpan(..repeated)), view.Sizes[repeated], Product(view.Sizes.AsSpan((repeated + 1)..)));
            var scratch = device.Allocate(DType.F32, sizes.Sums);
            var sums = new Buffer(scratch, 0, sizes.Sums);
            SumForward(x, sums, sizes.Outer, sizes.N, sizes.Inner, 1);
            ScatterSums(sums, y, Without(view, repeated, 0));
            scratch.Release();
            return;
        }

        var walk = new Walk(view, toView: true);
        if (!walk.MayOverlap)
        {
            Launch(new ScatterAdd<TGroup>(x.Floats(), y.Floats(), new GpuWalk(walk, toView: true, view.Offset)), GroupsFor(x.Length));
            return;
        }

        ScatterSlices(x, y, view);
    }

    /// <summary>One launch after the other for each index of the shortest axis, which is brought to the front.</summary>
    private void ScatterSlices(Buffer x, Buffer y, StridedView view)
    {
        int axis = Enumerable.Range(0, view.Sizes.Length).Where(candidate => view.Sizes[candidate] > 1).MinBy(candidate => view.Sizes[candidate]);
        int inner = Product(view.Sizes.AsSpan((axis + 1)..));
        int count = x.Length / view.Sizes[axis];
        var scratch = device.Allocate(DType.F32, count);
        var slice = new Buffer(scratch, 0, count);
        for (int i = 0; i < view.Sizes[axis]; i++)
        {
            Gather(x, new StridedView(i * inner, [count / inner, inner], [view.Sizes[axis] * inner, 1]), slice);
            ScatterSums(slice, y, Without(view, axis, i));
        }

        scratch.Release();
    }

    /// <summary>The view at one index of an axis.</summary>
    private static StridedView Without(StridedView view, int axis, int index) => new(
        view.Offset + (index * view.Strides[axis]),
        [.. view.Sizes[..axis], .. view.Sizes[(axis + 1)..]],
        [.. view.Strides[..axis], .. view.Strides[(axis + 1)..]]);

    private static int Product(ReadOnlySpan<int> sizes)
    {
        int product = 1;
        foreach (int size in sizes)
        {
            product *= size;
        }

        return product;
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

/// <summary>The view of y += x, for views whose elements all differ: one thread an element, in the order of x.</summary>
internal readonly struct ScatterAdd<TGroup>(ArrayView<float> x, ArrayView<float> y, GpuWalk walk) : IGpuKernel
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
            y[walk.Place(i)] += x[i];
        }
    }
}
