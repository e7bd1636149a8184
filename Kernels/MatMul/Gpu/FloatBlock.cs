using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Kernels;

/// <summary>Addresses of A and B.</summary>
/// <param name="A">Of A.</param>
/// <param name="B">Of B.</param>
internal readonly record struct MatMulAddresses(long A, long B);

/// <summary>
/// 32 terms of some rows of A or columns of B as floats in shared memory, where k is the row, 4 longer than its numbers. Where the numbers of one k are
/// neighbours in memory, 16 bytes are copied at once; else each is copied alone, and so transposed: a warp then takes 8 neighbours of 4 rows, whole sectors of
/// global memory, and writes to 32 different banks.
/// </summary>
internal static class FloatBlock
{
    /// <summary>Terms of a block.</summary>
    public const int Depth = 32;

    private const int Threads = 256;

    /// <summary>From one k to the next.</summary>
    public static int Stride(int width) => width + 4;

    /// <summary>Bytes of a block.</summary>
    public static uint Bytes(int width) => (uint)(sizeof(float) * Depth * Stride(width));

    /// <summary>Starts the copies of a thread; zeros where the matrix ends.</summary>
    /// <param name="operand">The matrix.</param>
    /// <param name="start">Address of its product's part.</param>
    /// <param name="firstW">First row of A or column of B.</param>
    /// <param name="firstK">First term.</param>
    /// <param name="end">The first term that does not count.</param>
    /// <param name="target">Address in shared memory.</param>
    /// <param name="width">Rows of A or columns of B.</param>
    public static void Copy<TLayout>(MatMulOperand operand, long start, int firstW, int firstK, int end, uint target, int width)
        where TLayout : struct, IMatMulLayout
    {
        if (TLayout.IsAlong)
        {
            int lane = Group.IdxX % 32, warp = Group.IdxX / 32;
            for (int turn = 0; turn < width * Depth / Threads; turn++)
            {
                int w = (lane / 8) + (4 * warp) + (turn / (Depth / 8) * 32), k = (lane % 8) + (turn % (Depth / 8) * 8);
                bool exists = (firstW + w < operand.Width) & (firstK + k < end);
                long from = start + (exists ? 4L * (((firstW + w) * operand.WidthStep) + firstK + k) : 0);
                CudaAsm.Emit("cp.async.ca.shared.global [%0], [%1], 4, %2;", target + (uint)(4 * ((k * Stride(width)) + w)), from, exists ? 4 : 0);
            }
        }
        else
        {
            int pieces = width / 4;
            for (int turn = 0; turn < pieces * Depth / Threads; turn++)
            {
                int w = Group.IdxX % pieces * 4, k = (Group.IdxX / pieces) + (turn * (Threads / pieces));
                bool exists = (firstW + w < operand.Width) & (firstK + k < end);
                long from = start + (exists ? 4L * (((firstK + k) * operand.DepthStep) + firstW + w) : 0);
                CudaAsm.Emit("cp.async.cg.shared.global.L2::128B [%0], [%1], 16, %2;", target + (uint)(4 * ((k * Stride(width)) + w)), from, exists ? 16 : 0);
            }
        }
    }
}
