using ILGPU;

namespace Kernels;

/// <summary>
/// Sums down the columns of bf16, as a bias gets its gradient: a thread has eight neighbouring columns, so that a row is read in pieces of 16 bytes, and 32 threads
/// a tile of 256 columns; the rows of a group's part are shared out among as many such threads as it has. What they found meets in shared memory, in a
/// fixed order; the parts are added by a second stage.
/// </summary>
/// <param name="x">(n, inner), inner a multiple of eight, aligned to 16 bytes.</param>
/// <param name="sums">(parts, inner).</param>
/// <param name="n">Number of rows.</param>
/// <param name="inner">Number of columns.</param>
/// <param name="part">Rows of a part.</param>
internal readonly struct SumColumns8<TGroup>(BFloat16Numbers x, FloatNumbers sums, int n, int inner, int part) : IGpuKernel
    where TGroup : struct, IGroup
{
    private const int Lanes = 32;

    /// <summary>Columns that a group works on.</summary>
    public const int Width = 8 * Lanes;

    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    private static int Rows => TGroup.Size / Lanes;

    /// <inheritdoc/>
    public void Run()
    {
        int tiles = (inner + Width - 1) / Width;
        int row = Group.IdxX / Lanes;
        int column = (Grid.IdxX % tiles * Width) + (8 * (Group.IdxX % Lanes));
        int number = Grid.IdxX / tiles;
        int end = (number + 1) * part < n ? (number + 1) * part : n;
        end = column < inner ? end : 0; // threads beyond the last column go along to the barrier
        var plus = default(BinaryFunction<AddOp>);
        var zeros = Float8.Of(0f);
        var sum = zeros;
        for (int at = (number * part) + row; at < end; at += Rows)
        {
            sum = Float8.Of(plus, 0, sum, x.EightAt(((at * inner) + column) / 8), zeros);
        }

        var shared = SharedMemory.Allocate<Float8>(TGroup.Size);
        shared[Group.IdxX] = sum;
        Group.Barrier();
        if (row == 0 && column < inner)
        {
            for (int other = 1; other < Rows; other++)
            {
                sum = Float8.Of(plus, 0, sum, shared[(other * Lanes) + Group.IdxX], zeros);
            }

            sums.PutEight(((number * inner) + column) / 8, sum);
        }
    }
}
