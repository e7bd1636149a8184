using ILGPU;

namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void Fill(Buffer x, double value)
    {
        int word = x.Type == DType.I32 ? (int)value : BitConverter.SingleToInt32Bits((float)value);
        Launch(new Fill<TGroup>(x.Words(), word), GroupsFor(x.Length));
    }

    /// <inheritdoc/>
    public void Copy(Buffer x, Buffer y)
    {
        int quads = QuadsOf(y.Length, x, y);
        Launch(new Copy<TGroup>(x.Words(), y.Words(), quads), GroupsFor(y.Length, quads));
    }

    /// <inheritdoc/>
    public void AddInto(Buffer x, Buffer y) => Launch(new AddInto<TGroup>(x.Floats(), y.Floats()), GroupsFor(y.Length));

    /// <inheritdoc/>
    public void MaskedFill(Buffer x, Buffer mask, Buffer y, double value) =>
        Launch(new MaskedFill<TGroup>(x.Floats(), mask.Ints(), y.Floats(), (float)value), GroupsFor(y.Length));
}

/// <summary>Every word the same: one thread an element.</summary>
internal readonly struct Fill<TGroup>(ArrayView<int> x, int word) : IGpuKernel
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
            x[i] = word;
        }
    }
}

/// <summary>y = x: one thread four words, or one where they do not lie together.</summary>
internal readonly struct Copy<TGroup>(ArrayView<int> x, ArrayView<int> y, int quads) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int thread = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        int single = thread + (3 * quads);
        if (thread < quads)
        {
            y.Cast<Float4>()[thread] = x.Cast<Float4>()[thread];
        }
        else if (single < y.IntLength)
        {
            y[single] = x[single];
        }
    }
}

/// <summary>y += x: one thread an element.</summary>
internal readonly struct AddInto<TGroup>(ArrayView<float> x, ArrayView<float> y) : IGpuKernel
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
            y[i] += x[i];
        }
    }
}

/// <summary>y = value where mask ≠ 0, else x: one thread an element.</summary>
internal readonly struct MaskedFill<TGroup>(ArrayView<float> x, ArrayView<int> mask, ArrayView<float> y, float value) : IGpuKernel
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
            y[i] = mask[i] != 0 ? value : x[i];
        }
    }
}
