using ILGPU;

namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void Fill(Buffer x, double value)
    {
        if (x.Type == DType.BF16)
        {
            Launch(new Fill<ushort, TGroup>(x.BFloat16s(), BFloat16.FromSingle((float)value)), GroupsFor(x.Length));
            return;
        }

        int word = x.Type == DType.I32 ? (int)value : BitConverter.SingleToInt32Bits((float)value);
        Launch(new Fill<int, TGroup>(x.Words(), word), GroupsFor(x.Length));
    }

    /// <inheritdoc/>
    public void Copy(Buffer x, Buffer y)
    {
        if (y.Type == DType.BF16)
        {
            Copy(x.BFloat16s(), y.BFloat16s(), StartAtPieces(x, y) ? 8 : 0);
        }
        else
        {
            Copy(x.Words(), y.Words(), StartAtPieces(x, y) ? 4 : 0);
        }
    }

    /// <inheritdoc/>
    public void AddInto(Buffer x, Buffer y)
    {
        if (y.Type == DType.BF16)
        {
            Pointwise(new BinaryFunction<AddOp>(default), BFloat16sOf(x), BFloat16sOf(y), default(NoNumbers), BFloat16sOf(y), y, x);
        }
        else
        {
            Launch(new AddInto<TGroup>(x.Floats(), y.Floats()), GroupsFor(y.Length));
        }
    }

    /// <inheritdoc/>
    public void MaskedFill(Buffer x, Buffer mask, Buffer y, double value) =>
        Launch(new MaskedFill<TGroup>(x.Floats(), mask.Ints(), y.Floats(), (float)value), GroupsFor(y.Length));

    private void Copy<T>(ArrayView<T> x, ArrayView<T> y, int inPiece)
        where T : unmanaged
    {
        int pieces = inPiece == 0 ? 0 : y.IntLength / inPiece;
        Launch(new Copy<T, TGroup>(x, y, pieces, inPiece), GroupsFor(y.IntLength - ((inPiece - 1) * pieces)));
    }
}

/// <summary>Every element the same: one thread an element.</summary>
internal readonly struct Fill<T, TGroup>(ArrayView<T> x, T value) : IGpuKernel
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
            x[i] = value;
        }
    }
}

/// <summary>y = x: one thread a piece of 16 bytes, or one element where none is left.</summary>
/// <param name="x">Elements of 2 or 4 bytes.</param>
/// <param name="y">As many.</param>
/// <param name="pieces">How many pieces, from the first element on, lie at multiples of their size.</param>
/// <param name="inPiece">Elements of a piece.</param>
internal readonly struct Copy<T, TGroup>(ArrayView<T> x, ArrayView<T> y, int pieces, int inPiece) : IGpuKernel
    where T : unmanaged
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int thread = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        int single = thread + ((inPiece - 1) * pieces);
        if (thread < pieces)
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
