namespace Kernels;

/// <summary>How a product is cut: a group computes a tile of C, each of its threads a smaller one. Constants for the compiler.</summary>
internal interface IMatMulTile
{
    /// <summary>Height of a group's tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Width of a group's tile.</summary>
    static abstract int Columns { get; }

    /// <summary>Terms of the sums that lie in shared memory at once.</summary>
    static abstract int Depth { get; }

    /// <summary>Height of a thread's tile.</summary>
    static abstract int ThreadRows { get; }

    /// <summary>Width of a thread's tile.</summary>
    static abstract int ThreadColumns { get; }
}

/// <summary>What follows from a tile's sizes.</summary>
internal static class MatMulTile<TTile>
    where TTile : struct, IMatMulTile
{
    /// <summary>Rows of threads.</summary>
    public static int ThreadsDown => TTile.Rows / TTile.ThreadRows;

    /// <summary>Threads of a row.</summary>
    public static int ThreadsAcross => TTile.Columns / TTile.ThreadColumns;

    /// <summary>Threads of a group.</summary>
    public static int Threads => ThreadsDown * ThreadsAcross;

    /// <summary>The rows of A that the tile needs.</summary>
    internal readonly struct BlockOfA : IMatMulBlock
    {
        /// <inheritdoc/>
        public static int Width => TTile.Rows;

        /// <inheritdoc/>
        public static int Depth => TTile.Depth;

        /// <inheritdoc/>
        public static int Stride => TTile.Rows + 4;

        /// <inheritdoc/>
        public static int Threads => MatMulTile<TTile>.Threads;
    }

    /// <summary>The columns of B that the tile needs.</summary>
    internal readonly struct BlockOfB : IMatMulBlock
    {
        /// <inheritdoc/>
        public static int Width => TTile.Columns;

        /// <inheritdoc/>
        public static int Depth => TTile.Depth;

        /// <inheritdoc/>
        public static int Stride => TTile.Columns + 4;

        /// <inheritdoc/>
        public static int Threads => MatMulTile<TTile>.Threads;
    }
}

/// <summary>For large products: 256 threads, 64 sums each.</summary>
internal readonly struct MatMulTile128 : IMatMulTile
{
    /// <inheritdoc/>
    public static int Rows => 128;

    /// <inheritdoc/>
    public static int Columns => 128;

    /// <inheritdoc/>
    public static int Depth => 8;

    /// <inheritdoc/>
    public static int ThreadRows => 8;

    /// <inheritdoc/>
    public static int ThreadColumns => 8;
}

/// <summary>For small products, of which the larger tile would leave multiprocessors idle: 256 threads, 16 sums each.</summary>
internal readonly struct MatMulTile64 : IMatMulTile
{
    /// <inheritdoc/>
    public static int Rows => 64;

    /// <inheritdoc/>
    public static int Columns => 64;

    /// <inheritdoc/>
    public static int Depth => 16;

    /// <inheritdoc/>
    public static int ThreadRows => 4;

    /// <inheritdoc/>
    public static int ThreadColumns => 4;
}

/// <summary>For processors that run OpenCL: 4 threads, of which each multiplies whole registers, 256 sums each.</summary>
internal readonly struct MatMulTile32 : IMatMulTile
{
    /// <inheritdoc/>
    public static int Rows => 32;

    /// <inheritdoc/>
    public static int Columns => 32;

    /// <inheritdoc/>
    public static int Depth => 32;

    /// <inheritdoc/>
    public static int ThreadRows => 8;

    /// <inheritdoc/>
    public static int ThreadColumns => 32;
}

/// <summary>For the simulator alone: 4 threads, 16 sums each.</summary>
internal readonly struct MatMulTile8 : IMatMulTile
{
    /// <inheritdoc/>
    public static int Rows => 8;

    /// <inheritdoc/>
    public static int Columns => 8;

    /// <inheritdoc/>
    public static int Depth => 4;

    /// <inheritdoc/>
    public static int ThreadRows => 4;

    /// <inheritdoc/>
    public static int ThreadColumns => 4;
}
