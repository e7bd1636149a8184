namespace Kernels;

/// <summary>How the warps of a group share a tile of C, in fragments of 16 x 8. Constants for the compiler.</summary>
internal interface IMatMulWarps
{
    /// <summary>Rows of warps.</summary>
    static abstract int WarpsDown { get; }

    /// <summary>Warps of a row.</summary>
    static abstract int WarpsAcross { get; }

    /// <summary>Rows of fragments in a warp's part.</summary>
    static abstract int FragmentsDown { get; }

    /// <summary>Fragments of a row in a warp's part.</summary>
    static abstract int FragmentsAcross { get; }
}

/// <summary>What follows from it.</summary>
internal static class MatMulWarps<TWarps>
    where TWarps : struct, IMatMulWarps
{
    /// <summary>Threads of a group.</summary>
    public static int Threads => 32 * TWarps.WarpsDown * TWarps.WarpsAcross;

    /// <summary>Height of a group's tile.</summary>
    public static int Rows => 16 * TWarps.FragmentsDown * TWarps.WarpsDown;

    /// <summary>Width of a group's tile.</summary>
    public static int Columns => 8 * TWarps.FragmentsAcross * TWarps.WarpsAcross;
}

/// <summary>For large products: 8 warps, a tile of 128 x 128.</summary>
internal readonly struct MatMulWarps128 : IMatMulWarps
{
    /// <inheritdoc/>
    public static int WarpsDown => 2;

    /// <inheritdoc/>
    public static int WarpsAcross => 4;

    /// <inheritdoc/>
    public static int FragmentsDown => 4;

    /// <inheritdoc/>
    public static int FragmentsAcross => 4;
}

/// <summary>For small products, of which the larger tile would leave multiprocessors idle: 4 warps, a tile of 64 x 64.</summary>
internal readonly struct MatMulWarps64 : IMatMulWarps
{
    /// <inheritdoc/>
    public static int WarpsDown => 2;

    /// <inheritdoc/>
    public static int WarpsAcross => 2;

    /// <inheritdoc/>
    public static int FragmentsDown => 2;

    /// <inheritdoc/>
    public static int FragmentsAcross => 4;
}

/// <summary>For the emulation: 4 warps, a tile of 64 x 64, cut as <see cref="MatMulWarps64"/> is not: each warp has all rows.</summary>
internal readonly struct MatMulWarpsOf64Rows : IMatMulWarps
{
    /// <inheritdoc/>
    public static int WarpsDown => 1;

    /// <inheritdoc/>
    public static int WarpsAcross => 4;

    /// <inheritdoc/>
    public static int FragmentsDown => 4;

    /// <inheritdoc/>
    public static int FragmentsAcross => 2;
}

/// <summary>For the emulation: 4 warps, a tile of 32 x 32.</summary>
internal readonly struct MatMulWarps32 : IMatMulWarps
{
    /// <inheritdoc/>
    public static int WarpsDown => 1;

    /// <inheritdoc/>
    public static int WarpsAcross => 4;

    /// <inheritdoc/>
    public static int FragmentsDown => 2;

    /// <inheritdoc/>
    public static int FragmentsAcross => 1;
}

/// <summary>For the simulator alone, whose groups are one warp: a tile of 16 x 16, too small to be fast anywhere.</summary>
internal readonly struct MatMulWarps16 : IMatMulWarps
{
    /// <inheritdoc/>
    public static int WarpsDown => 1;

    /// <inheritdoc/>
    public static int WarpsAcross => 1;

    /// <inheritdoc/>
    public static int FragmentsDown => 1;

    /// <inheritdoc/>
    public static int FragmentsAcross => 2;
}
