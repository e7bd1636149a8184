using System.Runtime.InteropServices;

namespace Kernels;

/// <summary>Memory for packed panels: each thread has its own, which grows to what was needed most and is kept.</summary>
internal static unsafe class MatMulScratch
{
    /// <summary>A page, so that a panel touches as few as possible.</summary>
    private const nuint Alignment = 4096;

    [ThreadStatic]
    private static Block blockOfA;

    [ThreadStatic]
    private static Block blockOfB;

    /// <summary>This thread's memory for a block of A.</summary>
    public static float* ForA(long floats) => Take(ref blockOfA, floats);

    /// <summary>This thread's memory for a group of panels of B.</summary>
    public static float* ForB(long floats) => Take(ref blockOfB, floats);

    private static float* Take(ref Block block, long floats)
    {
        if (block.Length < floats)
        {
            NativeMemory.AlignedFree(block.Start);
            block.Start = (float*)NativeMemory.AlignedAlloc((nuint)floats * sizeof(float), Alignment);
            block.Length = floats;
        }

        return block.Start;
    }

    private struct Block
    {
        public float* Start;
        public long Length;
    }
}
