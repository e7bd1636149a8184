using ILGPU;

namespace Kernels;

/// <summary>
/// A block of A or B on its way to shared memory as a tensor core's words: first into registers, while the group still works
/// on the block before, then rounded into one half of the shared memory. There a row of A or column of B lies as a row of 16
/// words and 4 more: the 32 words of a fragment, and those that a warp writes at once, then lie in different banks.
/// </summary>
/// <typeparam name="TBlock">The block's sizes, in words.</typeparam>
/// <typeparam name="TCore">How words hold factors.</typeparam>
internal static class MatMulWords<TBlock, TCore>
    where TBlock : struct, IMatMulBlock
    where TCore : struct, ITensorCore
{
    /// <summary>Factors that a thread moves.</summary>
    public static int Count => Words * TCore.FactorsPerWord;

    /// <summary>Words of one half of the shared memory.</summary>
    public static int HalfLength => TBlock.Width * TBlock.Stride;

    private static int Words => TBlock.Width * TBlock.Depth / TBlock.Threads;

    /// <summary>Asks for a thread's share.</summary>
    public static void Fetch(MatMulOperand operand, int start, int firstW, int firstK, int end, float[] factors)
    {
        for (int step = 0; step < Words; step++)
        {
            int w = firstW + Width(operand, step);
            int k = firstK + (Depth(operand, step) * TCore.FactorsPerWord);
            for (int i = 0; i < TCore.FactorsPerWord; i++)
            {
                factors[(step * TCore.FactorsPerWord) + i] = operand.At(start, w, k + i, end);
            }
        }
    }

    /// <summary>Puts it into shared memory.</summary>
    public static void Put(MatMulOperand operand, float[] factors, ArrayView<uint> block, int half)
    {
        for (int step = 0; step < Words; step++)
        {
            int first = step * TCore.FactorsPerWord;
            block[(half * HalfLength) + (Width(operand, step) * TBlock.Stride) + Depth(operand, step)] =
                TCore.Pack(factors[first], factors[first + TCore.FactorsPerWord - 1]);
        }
    }

    /// <summary>
    /// Where the neighbours in memory are those of a sum, a row of threads reads the words of one row; else 8 neighbours of
    /// 4 words each are read by a warp.
    /// </summary>
    private static int Width(MatMulOperand operand, int step)
    {
        int i = (step * TBlock.Threads) + Group.IdxX;
        return operand.DepthStep == 1 ? i / TBlock.Depth : (i % 8) + (i / 32 % (TBlock.Width / 8) * 8);
    }

    private static int Depth(MatMulOperand operand, int step)
    {
        int i = (step * TBlock.Threads) + Group.IdxX;
        return operand.DepthStep == 1 ? i % TBlock.Depth : (i / 8 % 4) + (i / 32 / (TBlock.Width / 8) * 4);
    }
}
