using ILGPU;

namespace Kernels;

/// <summary>
/// A block of A or B on its way to shared memory as a tensor core's words: first into registers, while the group still works
/// on the block before, then rounded into one half of the shared memory. There a row of A or column of B lies as a row of 16
/// words and 4 more: the 32 words of a fragment then lie in different banks. So do those that a warp writes at once where
/// <see cref="AcrossSums"/> lets it take patches of 8 neighbours and 4 words; with <see cref="AlongSums"/> a warp writes two rows of 16
/// words, of which 4 share a bank with one of the other row.
/// </summary>
/// <typeparam name="TBlock">The block's sizes, in words.</typeparam>
/// <typeparam name="TLayout">How the matrix lies.</typeparam>
/// <typeparam name="TCore">How words hold factors.</typeparam>
internal static class MatMulWords<TBlock, TLayout, TCore>
    where TBlock : struct, IMatMulBlock
    where TLayout : struct, IMatMulLayout
    where TCore : struct, ITensorCore
{
    /// <summary>Factors that a thread moves.</summary>
    public static int Count => Words * TCore.FactorsPerWord;

    /// <summary>Words of one half of the shared memory.</summary>
    public static int HalfLength => TBlock.Width * TBlock.Stride;

    private static int Words => TBlock.Width * TBlock.Depth / TBlock.Threads;

    /// <summary>Asks for a thread's share. Written out, as the assembler unrolls no loop of this length: at most 8 words.</summary>
    public static void Fetch(MatMulOperand operand, int start, int firstW, int firstK, int end, float[] factors)
    {
        FetchFour(operand, start, firstW, firstK, end, factors, 0);
        if (Words > 4)
        {
            FetchFour(operand, start, firstW, firstK, end, factors, 4);
        }
    }

    /// <summary>Puts it into shared memory.</summary>
    public static void Put(float[] factors, ArrayView<uint> block, int half)
    {
        PutFour(factors, block, half, 0);
        if (Words > 4)
        {
            PutFour(factors, block, half, 4);
        }
    }

    private static void FetchFour(MatMulOperand operand, int start, int firstW, int firstK, int end, float[] factors, int step)
    {
        FetchOne(operand, start, firstW, firstK, end, factors, step);
        FetchOne(operand, start, firstW, firstK, end, factors, step + 1);
        FetchOne(operand, start, firstW, firstK, end, factors, step + 2);
        FetchOne(operand, start, firstW, firstK, end, factors, step + 3);
    }

    private static void FetchOne(MatMulOperand operand, int start, int firstW, int firstK, int end, float[] factors, int step)
    {
        int w = firstW + W(step);
        int k = firstK + (K(step) * TCore.FactorsPerWord);
        int first = step * TCore.FactorsPerWord;
        factors[first] = operand.At(start, w, k, end);
        if (TCore.FactorsPerWord == 2)
        {
            factors[first + 1] = operand.At(start, w, k + 1, end);
        }
    }

    private static void PutFour(float[] factors, ArrayView<uint> block, int half, int step)
    {
        PutOne(factors, block, half, step);
        PutOne(factors, block, half, step + 1);
        PutOne(factors, block, half, step + 2);
        PutOne(factors, block, half, step + 3);
    }

    private static void PutOne(float[] factors, ArrayView<uint> block, int half, int step)
    {
        int first = step * TCore.FactorsPerWord;
        block[(half * HalfLength) + (W(step) * TBlock.Stride) + K(step)] = TCore.Pack(factors[first], factors[first + TCore.FactorsPerWord - 1]);
    }

    private static int Warp => Group.IdxX / 32;

    private static int Warps => TBlock.Threads / 32;

    /// <summary>Warps whose patches lie side by side.</summary>
    private static int Lanes => Warps < TBlock.Width / 8 ? Warps : TBlock.Width / 8;

    private static int Turns => TBlock.Width / 8 / Lanes;

    private static int W(int step) => TLayout.IsAlong
        ? MatMulShare<TBlock, TLayout>.W(step, 1)
        : (Group.IdxX % 8) + (((Warp % Lanes) + (step % Turns * Lanes)) * 8);

    private static int K(int step) => TLayout.IsAlong
        ? MatMulShare<TBlock, TLayout>.K(step, 1)
        : (Group.IdxX / 8 % 4) + (((Warp / Lanes) + (step / Turns * (Warps / Lanes))) * 4);
}
