using ILGPU.Runtime.Cuda;

namespace Kernels;

/// <summary>One of the two sets of 64 x 192 sums that four warps have in <see cref="TwoTilePipeline{TLayoutA, TLayoutB, TEnd}"/>: the names of its registers must be in the text.</summary>
internal interface ISumSet
{
    /// <summary>Starts to add a stage to them.</summary>
    /// <param name="adds">0: the products replace the sums.</param>
    /// <param name="a">Descriptor of a panel of A.</param>
    /// <param name="b">Descriptor of the panels of B.</param>
    static abstract void Multiply<TLayoutA, TLayoutB>(uint adds, long a, long b)
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout;

    /// <summary>Puts a part of a warp's sums into shared memory.</summary>
    /// <param name="part">Which, from the left.</param>
    /// <param name="address">See <see cref="PanelPart.LaneAddress"/>.</param>
    static abstract void Store(int part, uint address);
}

/// <summary>The first set.</summary>
internal readonly struct FirstSums : ISumSet
{
    /// <inheritdoc/>
    public static void Multiply<TLayoutA, TLayoutB>(uint adds, long a, long b)
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout
    {
        if (TLayoutA.IsAlong && TLayoutB.IsAlong)
        {
            CudaAsm.Emit("tile.set.kk 0, %0, %1, %2;", adds, a, b);
        }
        else if (TLayoutA.IsAlong)
        {
            CudaAsm.Emit("tile.set.kw 0, %0, %1, %2;", adds, a, b);
        }
        else if (TLayoutB.IsAlong)
        {
            CudaAsm.Emit("tile.set.wk 0, %0, %1, %2;", adds, a, b);
        }
        else
        {
            CudaAsm.Emit("tile.set.ww 0, %0, %1, %2;", adds, a, b);
        }
    }

    /// <inheritdoc/>
    public static void Store(int part, uint address)
    {
        switch (part)
        {
            case 0:
                CudaAsm.Emit("tile.store 0, %0;", address);
                break;
            case 1:
                CudaAsm.Emit("tile.store 1, %0;", address);
                break;
            case 2:
                CudaAsm.Emit("tile.store 2, %0;", address);
                break;
            case 3:
                CudaAsm.Emit("tile.store 3, %0;", address);
                break;
            case 4:
                CudaAsm.Emit("tile.store 4, %0;", address);
                break;
            default:
                CudaAsm.Emit("tile.store 5, %0;", address);
                break;
        }
    }
}

/// <summary>The second set.</summary>
internal readonly struct SecondSums : ISumSet
{
    /// <inheritdoc/>
    public static void Multiply<TLayoutA, TLayoutB>(uint adds, long a, long b)
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout
    {
        if (TLayoutA.IsAlong && TLayoutB.IsAlong)
        {
            CudaAsm.Emit("tile.set.kk 1, %0, %1, %2;", adds, a, b);
        }
        else if (TLayoutA.IsAlong)
        {
            CudaAsm.Emit("tile.set.kw 1, %0, %1, %2;", adds, a, b);
        }
        else if (TLayoutB.IsAlong)
        {
            CudaAsm.Emit("tile.set.wk 1, %0, %1, %2;", adds, a, b);
        }
        else
        {
            CudaAsm.Emit("tile.set.ww 1, %0, %1, %2;", adds, a, b);
        }
    }

    /// <inheritdoc/>
    public static void Store(int part, uint address)
    {
        switch (part)
        {
            case 0:
                CudaAsm.Emit("tile.store 6, %0;", address);
                break;
            case 1:
                CudaAsm.Emit("tile.store 7, %0;", address);
                break;
            case 2:
                CudaAsm.Emit("tile.store 8, %0;", address);
                break;
            case 3:
                CudaAsm.Emit("tile.store 9, %0;", address);
                break;
            case 4:
                CudaAsm.Emit("tile.store 10, %0;", address);
                break;
            default:
                CudaAsm.Emit("tile.store 11, %0;", address);
                break;
        }
    }
}
