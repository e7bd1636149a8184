using ILGPU;
using ILGPU.Runtime.Cuda;

namespace Kernels;

/// <summary>
/// With mma.sync every factor passes through registers, and a warp's instructions wait for each other. Hopper's wgmma is started by four warps together, reads both
/// factors from shared memory by itself, and goes on while the warps do something else. Each of two such groups multiplies a panel of A by all four of B: 64 x 256 sums.
/// It can eat a stage in 1024 cycles, and then 12 copies of 16 bytes a thread, with their addresses, are too much: one thread asks the copy engine (TMA) for six panels,
/// and a barrier in shared memory counts the bytes. (With cp.async, and the fence that lets tensor cores see what usual writes wrote, it reached 62 % of cuBLAS
/// at 8192.) Expect what cuBLAS has, less what it gains by hiding the end of a tile behind the beginning of the next.
/// </summary>
internal readonly struct WarpgroupCores : ITileCores
{
    /// <inheritdoc/>
    public static KernelNeeds Needs => KernelNeeds.Ptx | KernelNeeds.Hopper;

    private static int Warpgroup => Group.IdxX / 128;

    /// <inheritdoc/>
    public static int Stages => 4;

    /// <inheritdoc/>
    public static void Begin(uint barriers)
    {
        if (Group.IdxX == 0)
        {
            for (uint stage = 0; stage < Stages; stage++)
            {
                CudaAsm.Emit("mbarrier.init.shared::cta.b64 [%0], 1;", barriers + (8 * stage));
            }

            CudaAsm.Emit("fence.mbarrier_init.release.cluster;");
        }

        Group.Barrier();
    }

    /// <inheritdoc/>
    public static void BeginCopies(bool exist, uint barrier, uint bytes)
    {
        if (Group.IdxX == 0 && exist)
        {
            CudaAsm.Emit("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;", barrier, bytes);
        }
    }

    /// <inheritdoc/>
    public static void Copy<TNumber, TLayout>(PanelOperand operand, int product, int firstW, int firstK, int end, uint target, int panels, uint barrier)
        where TNumber : struct, IPanelNumber
        where TLayout : struct, IMatMulLayout
    {
        if (Group.IdxX == 0 && firstK < end)
        {
            int matrix = operand.ProductStep == 0 ? 0 : product;
            for (int panel = 0; panel < panels; panel++)
            {
                int w = firstW + (panel * SharedPanel.Size);
                CudaAsm.Emit(
                    "cp.async.bulk.tensor.3d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3, %4}], [%5];",
                    target + (uint)(panel * SharedPanel.Bytes), operand.Map, TLayout.IsAlong ? firstK : w, TLayout.IsAlong ? w : firstK, matrix, barrier);
            }
        }
    }

    /// <summary>The barrier knows by itself.</summary>
    public static void EndCopies()
    {
    }

    /// <inheritdoc/>
    public static void WaitForCopies(uint barrier, uint turn)
    {
        while (!HasCome(barrier, turn))
        {
        }
    }

    private static bool HasCome(uint barrier, uint turn)
    {
        CudaAsm.Emit("{ .reg .pred come; mbarrier.try_wait.parity.shared::cta.b64 come, [%1], %2; selp.u32 %0, 1, 0, come; }", out uint result, barrier, turn);
        return result != 0;
    }

    /// <inheritdoc/>
    public static void Multiply<TNumber, TLayoutA, TLayoutB>(uint a, uint b)
        where TNumber : struct, IPanelNumber
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout
    {
        long panelA = SharedPanel.Descriptor(a + (uint)(Warpgroup * SharedPanel.Bytes));
        long panelB = SharedPanel.Descriptor(b);
        if (TNumber.Bytes == 4)
        {
            CudaAsm.Emit("tile.group.tt %0, %1;", panelA, panelB); // both must lie along the sums
        }
        else if (TLayoutA.IsAlong)
        {
            if (TLayoutB.IsAlong)
            {
                CudaAsm.Emit("tile.group.kk %0, %1;", panelA, panelB);
            }
            else
            {
                CudaAsm.Emit("tile.group.kw %0, %1;", panelA, panelB);
            }
        }
        else if (TLayoutB.IsAlong)
        {
            CudaAsm.Emit("tile.group.wk %0, %1;", panelA, panelB);
        }
        else
        {
            CudaAsm.Emit("tile.group.ww %0, %1;", panelA, panelB);
        }
    }

    /// <inheritdoc/>
    public static void WaitForAllButOne() => CudaAsm.Emit("wgmma.wait_group.sync.aligned 1;");

    /// <inheritdoc/>
    public static void WaitForAll() => CudaAsm.Emit("wgmma.wait_group.sync.aligned 0;");

    /// <inheritdoc/>
    public static int RowOf(int warp, int part) => warp * 16;

    /// <inheritdoc/>
    public static int ColumnOf(int warp, int part) => part * 32;
}
