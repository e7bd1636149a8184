using ILGPU;

namespace Kernels;

/// <summary>
/// A row in the registers of a warp: each thread holds every 32nd four numbers of it, in an array that the compiler must be
/// able to take apart, so all loops over it are short and of constant length.
/// </summary>
internal static class LaneQuads
{
    /// <summary>Fours that a thread holds.</summary>
    public const int Quads = 8;

    /// <summary>Numbers that a thread holds.</summary>
    public const int Numbers = 4 * Quads;

    /// <summary>The longest row.</summary>
    public const int LongestRow = WarpReduce.Size * Numbers;

    /// <summary>The column of the first number of a thread's four; it may lie beyond the row.</summary>
    public static int Column(int quad) => 4 * ((quad * WarpReduce.Size) + WarpReduce.Lane);

    /// <summary>Reads the thread's part of a row.</summary>
    /// <param name="matrix">(rows, columns), columns a multiple of four, aligned to 16 bytes.</param>
    /// <param name="first">The row's first element.</param>
    /// <param name="columns">Its length.</param>
    /// <param name="beyond">What stands for the numbers beyond its end.</param>
    /// <param name="numbers">Gets them.</param>
    public static void Load(ArrayView<float> matrix, int first, int columns, float beyond, float[] numbers)
    {
        var quads = matrix.Cast<Float4>();
        for (int quad = 0; quad < Quads; quad++)
        {
            int column = Column(quad);
            var four = column < columns ? quads[(first + column) / 4] : new Float4(beyond, beyond, beyond, beyond);
            numbers[4 * quad] = four.X;
            numbers[(4 * quad) + 1] = four.Y;
            numbers[(4 * quad) + 2] = four.Z;
            numbers[(4 * quad) + 3] = four.W;
        }
    }
}
