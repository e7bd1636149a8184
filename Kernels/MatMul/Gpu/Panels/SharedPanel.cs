using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Kernels;

/// <summary>
/// 64 rows of A, or columns of B, by 64 terms of the sums in bf16, or 32 in float, in shared memory: 64 rows of 128 bytes, in which that lies side by side which
/// does so in global memory. The eight pieces of 16 bytes of a row are swizzled: piece c of row r lies at place c ^ (r mod 8). So
/// eight pieces of a row, and the same piece of eight rows, lie in different banks: both copying and ldmatrix run without conflicts, with no padding.
/// It is the layout that Hopper's tensor cores read by themselves ("128-byte swizzle").
/// </summary>
internal static class SharedPanel
{
    /// <summary>Rows.</summary>
    public const int Size = 64;

    /// <summary>Bytes of a row.</summary>
    public const int RowBytes = 128;

    /// <summary>Bytes of a panel.</summary>
    public const int Bytes = Size * RowBytes;

    private const int PiecesPerRow = 8;

    /// <summary>Terms that a panel has of the sums.</summary>
    public static int TermsOf<TNumber>()
        where TNumber : struct, IPanelNumber
        => RowBytes / TNumber.Bytes;

    /// <summary>Address of the shared memory that a group gets at its launch; ILGPU shows it only as a view.</summary>
    public static uint Memory()
    {
        CudaAsm.Emit("mov.u32 %0, __dyn_shared_alloca;", out uint address);
        return address;
    }

    /// <summary>
    /// Starts the copies of neighbouring panels, which go on while the group computes (cp.async): each thread a piece of every 32nd row. Where the matrix
    /// ends, zeros are written.
    /// </summary>
    /// <param name="operand">The matrix.</param>
    /// <param name="start">Where its product's part starts, in bytes.</param>
    /// <param name="firstW">First row of A or column of B.</param>
    /// <param name="firstK">First term.</param>
    /// <param name="end">The first term that does not count.</param>
    /// <param name="target">Address in shared memory.</param>
    /// <param name="panels">How many.</param>
    public static void Copy<TNumber, TLayout>(PanelOperand operand, long start, int firstW, int firstK, int end, uint target, int panels)
        where TNumber : struct, IPanelNumber
        where TLayout : struct, IMatMulLayout
    {
        int piece = Group.IdxX % PiecesPerRow;
        int inRow = piece * (16 / TNumber.Bytes);
        int row = Group.IdxX / PiecesPerRow;
        uint at = target + (uint)((row * RowBytes) + ((piece ^ (row % 8)) * 16));
        for (int turn = 0; turn < 2 * panels; turn++)
        {
            int w = firstW + (turn / 2 * Size) + (TLayout.IsAlong ? row + (turn % 2 * 32) : inRow);
            int k = firstK + (TLayout.IsAlong ? inRow : row + (turn % 2 * 32));
            bool exists = (w < operand.Width) & (k < end);
            long from = start + (exists ? (long)TNumber.Bytes * (TLayout.IsAlong ? (w * operand.Depth) + k : (k * operand.Width) + w) : 0);
            CudaAsm.Emit("cp.async.cg.shared.global.L2::128B [%0], [%1], 16, %2;", at + (uint)(turn * 32 * RowBytes), from, exists ? 16 : 0);
        }
    }

    /// <summary>All copies that the thread started since the last call are now one.</summary>
    public static void EndOfCopies() => CudaAsm.Emit("cp.async.commit_group;");

    /// <summary>Waits until but the last of the thread's copies are done.</summary>
    public static void WaitForAllButOne() => CudaAsm.Emit("cp.async.wait_group 1;");

    /// <summary>Waits for all.</summary>
    public static void WaitForAll() => CudaAsm.Emit("cp.async.wait_all;");

    /// <summary>
    /// The address that ldmatrix wants of a lane for the first 16 x 16 numbers of a panel: of its four matrices of 8 x 8, a lane names row lane mod 8 of
    /// matrix lane / 8. See <see cref="TileText"/>.
    /// </summary>
    /// <param name="panel">Address of the panel.</param>
    /// <param name="rowsFirst">Whether matrix 1 lies below matrix 0, and matrix 2 beside; else the other way round.</param>
    public static uint LaneAddress(uint panel, bool rowsFirst)
    {
        int lane = Group.IdxX % 32;
        int matrix = lane / 8;
        int below = rowsFirst ? matrix % 2 : matrix / 2;
        int beside = rowsFirst ? matrix / 2 : matrix % 2;
        return panel + (uint)(((lane % 8) + (8 * below)) * RowBytes) + (uint)((beside ^ (lane % 8)) * 16);
    }

    /// <summary>
    /// How wgmma is told of panels (PTX ISA, "Matrix descriptor format"): the address in units of 16 bytes; 1024 bytes from eight rows to the next
    /// eight; 8192 from one panel to the next, which counts where panels lie side by side in a row of memory; the 128-byte swizzle.
    /// </summary>
    public static long Descriptor(uint panel) =>
        (long)((panel & 0x3FFFF) >> 4) | ((long)(Bytes >> 4) << 16) | ((8L * RowBytes >> 4) << 32) | (1L << 62);
}

/// <summary>What panels hold.</summary>
internal interface IPanelNumber
{
    /// <summary>Bytes of a number.</summary>
    static abstract int Bytes { get; }
}

/// <summary>Numbers in bf16.</summary>
internal readonly struct BFloat16Number : IPanelNumber
{
    /// <inheritdoc/>
    public static int Bytes => 2;
}

/// <summary>Floats, of which tensor cores leave out the last 13 bits.</summary>
internal readonly struct TensorFloat32Number : IPanelNumber
{
    /// <inheritdoc/>
    public static int Bytes => 4;
}
