using ILGPU;

namespace Kernels;

/// <summary>Matrices (rows, columns), one after another, of which each is transposed.</summary>
internal readonly record struct TransposeCall(Buffer X, Buffer Y, int Matrices, int Rows, int Columns);

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>Transposition: shapes are (matrices, rows, columns).</summary>
    internal Ladder<TransposeCall> TransposeLadder => field ??= new(
        device.Offers,
        new("1 gather", c => Gather(c.X, Turned(c), c.Y)),
        new("2 tiles", c => Launch(
            new TransposeTiles<TGroup>(c.X.Words(), c.Y.Words(), c.Rows, c.Columns), c.Matrices * TransposeTiles<TGroup>.Tiles(c.Rows) * TransposeTiles<TGroup>.Tiles(c.Columns)))
        { IsStudy = IsProcessor })
    {
        Name = "transpose",
        Shapes = [[1, 1, 1], [2, 3, 5], [1, 33, 64], [3, 70, 37]],
        TinyShapes = [[1, 3, 5], [2, 33, 34]],
        LargeShapes = [[1, 8192, 8192]],
        Operands = s => [new("x", OperandRole.In, s[0] * s[1] * s[2]), new("y", OperandRole.Out, s[0] * s[1] * s[2])],
        Call = (b, s) => new TransposeCall(b[0], b[1], s[0], s[1], s[2]),
        Contract = (k, c) => k.Gather(c.X, Turned(c), c.Y),
        Terms = _ => 1,
        Flops = _ => 0,
    };

    /// <summary>The transposed matrices as a view of the matrices.</summary>
    private static StridedView Turned(TransposeCall c) => new(0, [c.Matrices, c.Columns, c.Rows], [c.Rows * c.Columns, 1, c.Columns]);
}

/// <summary>
/// One thread an element reads neighbours in one matrix or writes them in the other, but not both, and moves eight times the bytes it needs. Here a group takes a
/// tile of 32 x 32 to shared memory by rows, and from there by columns; with one more word a row, a column lies in 32 banks.
/// </summary>
internal readonly struct TransposeTiles<TGroup>(ArrayView<int> x, ArrayView<int> y, int rows, int columns) : IGpuKernel
    where TGroup : struct, IGroup
{
    private const int Size = 32;

    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <summary>Tiles along so many elements.</summary>
    public static int Tiles(int length) => (length + Size - 1) / Size;

    /// <summary>Rows of a tile that the group's threads reach at once.</summary>
    private static int RowsAtOnce => TGroup.Size / Size;

    /// <inheritdoc/>
    public void Run()
    {
        var tile = SharedMemory.Allocate<int>(Size * (Size + 1));
        int across = Tiles(columns), down = Tiles(rows);
        int start = Grid.IdxX / (across * down) * rows * columns;
        int firstRow = Grid.IdxX / across % down * Size, firstColumn = Grid.IdxX % across * Size;
        int lane = Group.IdxX % Size;
        for (int i = Group.IdxX / Size; i < Size; i += 4 * RowsAtOnce)
        {
            // Four reads are under way before the first one is waited for.
            int word0 = At(start, firstRow + i, firstColumn + lane), word1 = At(start, firstRow + i + RowsAtOnce, firstColumn + lane);
            int word2 = At(start, firstRow + i + (2 * RowsAtOnce), firstColumn + lane), word3 = At(start, firstRow + i + (3 * RowsAtOnce), firstColumn + lane);
            tile[(i * (Size + 1)) + lane] = word0;
            tile[((i + RowsAtOnce) * (Size + 1)) + lane] = word1;
            tile[((i + (2 * RowsAtOnce)) * (Size + 1)) + lane] = word2;
            tile[((i + (3 * RowsAtOnce)) * (Size + 1)) + lane] = word3;
        }

        Group.Barrier();
        for (int i = Group.IdxX / Size; i < Size; i += RowsAtOnce)
        {
            if (firstColumn + i < columns && firstRow + lane < rows)
            {
                y[start + ((firstColumn + i) * rows) + firstRow + lane] = tile[(lane * (Size + 1)) + i];
            }
        }
    }

    /// <summary>An element of a matrix; the first one of all in place of one that is not there.</summary>
    private int At(int start, int row, int column) => x[(row < rows) & (column < columns) ? start + (row * columns) + column : 0];
}
