using ILGPU;

namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void Rope(Buffer x, Buffer cos, Buffer sin, Buffer y, RopeShape shape)
    {
        if (y.Type == DType.BF16)
        {
            Rope(BFloat16sOf(x), BFloat16sOf(y));
        }
        else
        {
            Rope(FloatsOf(x), FloatsOf(y));
        }

        void Rope<TNumbers>(TNumbers from, TNumbers to)
            where TNumbers : struct, INumbers
            => Launch(
                new Rope<TNumbers, TGroup>(
                    from, cos.Floats(), sin.Floats(), to, y.Length, shape.T, shape.Columns, shape.Rotated, shape.HeadSize, shape.First, shape.Inverse ? -1f : 1f),
                GroupsFor(y.Length));
    }
}

/// <summary>One thread an element: it reads its own channel and the other one of the pair, which its neighbour has just read.</summary>
internal readonly struct Rope<TNumbers, TGroup>(
    TNumbers x, ArrayView<float> cos, ArrayView<float> sin, TNumbers y,
    int count, int t, int columns, int rotated, int headSize, int first, float sign) : IGpuKernel
    where TNumbers : struct, INumbers
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int element = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (element >= count)
        {
            return;
        }

        int row = element / columns, c = element % columns;
        float own = x.At(element);
        if (c < rotated)
        {
            // The pair of an even channel is on its right, with the sine's sign turned.
            bool even = c % 2 == 0;
            int angle = ((first + (row % t)) * (headSize / 2)) + (c % headSize / 2);
            float other = x.At(even ? element + 1 : element - 1);
            own = (own * cos[angle]) + (other * sin[angle] * (even ? -sign : sign));
        }

        y.Put(element, own);
    }
}
