using ILGPU;

namespace Kernels;

/// <summary>y = x rounded to the nearest bf16, of two equally near ones the even one: a thread four numbers, and one where four do not lie together.</summary>
/// <param name="x">Floats.</param>
/// <param name="y">As many bf16.</param>
/// <param name="quads">How many fours, from the first number on, lie at multiples of their size.</param>
internal readonly struct RoundToBFloat16<TGroup>(ArrayView<float> x, ArrayView<ushort> y, int quads) : IGpuKernel
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
            y.Cast<BFloat16Quad>()[thread] = BFloat16Quad.Round(x.Cast<Float4>()[thread]);
        }
        else if (single < y.IntLength)
        {
            y[single] = (ushort)BFloat16Word.Pack(x[single], 0f);
        }
    }
}

/// <summary>y = x, bf16 as floats: threads as for <see cref="RoundToBFloat16{TGroup}"/>.</summary>
/// <param name="x">Numbers in bf16.</param>
/// <param name="y">As many floats.</param>
/// <param name="quads">How many fours, from the first number on, lie at multiples of their size.</param>
internal readonly struct WidenBFloat16<TGroup>(ArrayView<ushort> x, ArrayView<float> y, int quads) : IGpuKernel
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
            y.Cast<Float4>()[thread] = x.Cast<BFloat16Quad>()[thread].Widen();
        }
        else if (single < y.IntLength)
        {
            y[single] = Interop.IntAsFloat((uint)x[single] << 16);
        }
    }
}
