using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Kernels;

/// <summary>
/// Each of eight warps multiplies a panel of A by a panel of B: 64 x 64 sums. Eight ldmatrix bring the fragments of 16 terms, and are enough
/// for 32 mma.sync, where the versions for floats needed 128 loads. A warp waits for its fragments while others compute. On Hopper, mma.sync reaches about 62 % of
/// what the tensor cores can do; on Ampere and Ada it is all there is.
/// </summary>
internal readonly struct WarpCores : ITileCores
{
    private const int Across = 4;

    /// <inheritdoc/>
    public static KernelNeeds Needs => KernelNeeds.Ptx;

    private static int Warp => Group.IdxX / 32;

    /// <inheritdoc/>
    public static int Stages => 3;

    /// <inheritdoc/>
    public static void Begin(uint barriers)
    {
    }

    /// <inheritdoc/>
    public static void BeginCopies(bool exist, uint barrier, uint bytes)
    {
    }

    /// <inheritdoc/>
    public static void EndCopies() => SharedPanel.EndOfCopies();

    /// <inheritdoc/>
    public static void Copy<TNumber, TLayout>(PanelOperand operand, int product, int firstW, int firstK, int end, uint target, int panels, uint barrier)
        where TNumber : struct, IPanelNumber
        where TLayout : struct, IMatMulLayout
        => SharedPanel.Copy<TNumber, TLayout>(operand, operand.Start(product, TNumber.Bytes), firstW, firstK, end, target, panels);

    /// <inheritdoc/>
    public static void WaitForCopies(uint barrier, uint turn) => SharedPanel.WaitForAllButOne();

    /// <inheritdoc/>
    public static void Multiply<TNumber, TLayoutA, TLayoutB>(uint a, uint b)
        where TNumber : struct, IPanelNumber
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout
    {
        uint laneA = SharedPanel.LaneAddress(a + (uint)(Warp / Across * SharedPanel.Bytes), rowsFirst: TLayoutA.IsAlong);
        uint laneB = SharedPanel.LaneAddress(b + (uint)(Warp % Across * SharedPanel.Bytes), rowsFirst: !TLayoutB.IsAlong);
        if (TNumber.Bytes == 4)
        {
            CudaAsm.Emit("tile.warp.tt %0, %1;", laneA, laneB); // both must lie along the sums
        }
        else if (TLayoutA.IsAlong)
        {
            if (TLayoutB.IsAlong)
            {
                CudaAsm.Emit("tile.warp.kk %0, %1;", laneA, laneB);
            }
            else
            {
                CudaAsm.Emit("tile.warp.kw %0, %1;", laneA, laneB);
            }
        }
        else if (TLayoutB.IsAlong)
        {
            CudaAsm.Emit("tile.warp.wk %0, %1;", laneA, laneB);
        }
        else
        {
            CudaAsm.Emit("tile.warp.ww %0, %1;", laneA, laneB);
        }
    }

    /// <inheritdoc/>
    public static void WaitForAllButOne()
    {
    }

    /// <summary>Nothing to wait for: a warp's instructions are done one after the other.</summary>
    public static void WaitForAll()
    {
    }

    /// <inheritdoc/>
    public static int RowOf(int warp, int part) => (warp / Across * SharedPanel.Size) + (part / 2 * 16);

    /// <inheritdoc/>
    public static int ColumnOf(int warp, int part) => (warp % Across * SharedPanel.Size) + (part % 2 * 32);
}
