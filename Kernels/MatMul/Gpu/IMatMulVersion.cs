namespace Kernels;

/// <summary>A version of the matrix product in which each group computes a tile of C.</summary>
internal interface IMatMulVersion
{
    /// <summary>Height of the tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Width of the tile.</summary>
    static abstract int Columns { get; }

    /// <summary>Queues the kernel that is compiled for these layouts.</summary>
    static abstract void Launch<TLayoutA, TLayoutB>(GpuDevice device, MatMulCall call, int groups)
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout;

    /// <summary>How many tiles C has.</summary>
    static int Tiles<TVersion>(MatMulShape shape)
        where TVersion : struct, IMatMulVersion
        => ((shape.M + TVersion.Rows - 1) / TVersion.Rows) * ((shape.N + TVersion.Columns - 1) / TVersion.Columns) * shape.Batch;

    /// <summary>Queues the kernel for the layouts of a call's shape.</summary>
    static void Launch<TVersion>(GpuDevice device, MatMulCall call, int groups)
        where TVersion : struct, IMatMulVersion
    {
        switch (call.Shape.TransposeA, call.Shape.TransposeB)
        {
            case (false, false):
                TVersion.Launch<AlongSums, AcrossSums>(device, call, groups);
                break;
            case (false, true):
                TVersion.Launch<AlongSums, AlongSums>(device, call, groups);
                break;
            case (true, false):
                TVersion.Launch<AcrossSums, AcrossSums>(device, call, groups);
                break;
            default:
                TVersion.Launch<AcrossSums, AlongSums>(device, call, groups);
                break;
        }
    }
}
