using ILGPU;

namespace Kernels;

/// <summary>
/// A block of A or B on its way to shared memory, four neighbours at a time: first into registers, while the group still works
/// on the block before, then into one half of the shared memory, while no thread reads that half.
/// </summary>
/// <typeparam name="TBlock">The block's sizes.</typeparam>
/// <typeparam name="TLayout">How the matrix lies.</typeparam>
internal static class MatMulQuads<TBlock, TLayout>
    where TBlock : struct, IMatMulBlock
    where TLayout : struct, IMatMulLayout
{
    /// <summary>How many a thread moves.</summary>
    public static int Count => TBlock.Width * TBlock.Depth / 4 / TBlock.Threads;

    /// <summary>Elements of one half of the shared memory.</summary>
    public static int HalfLength => TBlock.Stride * TBlock.Depth;

    /// <summary>Asks for a thread's share.</summary>
    public static void Fetch(MatMulOperand operand, int start, int firstW, int firstK, int end, Float4[] quads)
    {
        for (int step = 0; step < Count; step++)
        {
            quads[step] = operand.QuadAt(start, firstW + MatMulShare<TBlock, TLayout>.W(step, 4), firstK + MatMulShare<TBlock, TLayout>.K(step, 4), end);
        }
    }

    /// <summary>Puts it into shared memory, where k is the row.</summary>
    public static void Put(Float4[] quads, ArrayView<float> block, int half)
    {
        for (int step = 0; step < Count; step++)
        {
            int at = (half * HalfLength) + (MatMulShare<TBlock, TLayout>.K(step, 4) * TBlock.Stride) + MatMulShare<TBlock, TLayout>.W(step, 4);
            if (TLayout.IsAlong)
            {
                block[at] = quads[step].X;
                block[at + TBlock.Stride] = quads[step].Y;
                block[at + (2 * TBlock.Stride)] = quads[step].Z;
                block[at + (3 * TBlock.Stride)] = quads[step].W;
            }
            else
            {
                block.Cast<Float4>()[at >> 2] = quads[step];
            }
        }
    }
}
