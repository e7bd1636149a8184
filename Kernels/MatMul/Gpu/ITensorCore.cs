namespace Kernels;

/// <summary>
/// The instruction of a tensor core: the 32 threads of a warp together add the product of a fragment of A (16 rows, 8 words) and one
/// of B (8 words, 8 columns) to a fragment of C (16, 8). A word holds one factor, or two neighbouring ones of 16 bits. With
/// g = lane / 4 and t = lane % 4, a thread has
/// <list type="bullet">
/// <item>of A: the words (g, t), (g + 8, t), (g, t + 4), (g + 8, t + 4),</item>
/// <item>of B: the words (t, g), (t + 4, g), word before column,</item>
/// <item>of C: the elements (g, 2t), (g, 2t + 1), (g + 8, 2t), (g + 8, 2t + 1).</item>
/// </list>
/// That is NVIDIA's mma.sync.m16n8k8 for TF32 and m16n8k16 for bf16 (PTX ISA, "Matrix fragments"). All threads of a group call
/// it the same number of times.
/// </summary>
internal interface ITensorCore
{
    /// <summary>What the device must offer.</summary>
    static abstract KernelNeeds Needs { get; }

    /// <summary>Factors in a word.</summary>
    static abstract int FactorsPerWord { get; }

    /// <summary>
    /// A word of the nearest factors; the second counts only where a word holds two. Of two equally near factors, CUDA's
    /// conversion to TF32 (cvt.rna) takes the one away from 0, while that to bf16 (cvt.rn) and the emulation of both take the even one: on
    /// such ties alone, TF32 on a GPU differs from its emulation.
    /// </summary>
    static abstract uint Pack(float first, float second);

    /// <summary>Adds the product to the four elements of C that lie in <paramref name="sums"/> from <paramref name="at"/> on.</summary>
    static abstract void MultiplyAdd(float[] sums, int at, uint a0, uint a1, uint a2, uint a3, uint b0, uint b1);
}
