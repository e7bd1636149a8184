using ILGPU;

namespace Kernels;

/// <summary>A or B, in bf16 or float, by its address: cp.async takes no view. Widths and depths as for <see cref="MatMulOperand"/>.</summary>
/// <param name="Address">All matrices of the batch.</param>
/// <param name="Width">M or N.</param>
/// <param name="Depth">K.</param>
/// <param name="ProductStep">Elements from one product's matrix to the next; 0 for a shared one.</param>
/// <param name="Map">Address of its description for the copy engine; 0 where there is none.</param>
internal readonly record struct PanelOperand(long Address, int Width, int Depth, int ProductStep, long Map)
{
    /// <summary>Where a product's matrix starts.</summary>
    /// <param name="product">Its number.</param>
    /// <param name="bytes">Bytes of a number.</param>
    public long Start(int product, int bytes) => Address + ((long)bytes * product * ProductStep);
}

/// <summary>What the products of panels get.</summary>
/// <param name="A">Width M.</param>
/// <param name="B">Width N.</param>
/// <param name="Floats">C as floats, four at a time.</param>
/// <param name="Pairs">C as bf16, four at a time: the same memory, of which only one view is used.</param>
/// <param name="Others">What an end of its own reads or writes beside C, as <paramref name="Pairs"/>; any view where there is none.</param>
/// <param name="Addends">The bias; any view where there is none.</param>
/// <param name="Rows">M.</param>
/// <param name="Columns">N, a multiple of 8.</param>
/// <param name="AddendStep">From one row of C to the next, the addends go so far: 0 for a bias; -1 where nothing is added.</param>
/// <param name="IsBFloat16">Which type C has: 1 for bf16.</param>
/// <param name="Batch">Number of products.</param>
/// <param name="K">Length of the sums.</param>
/// <param name="PartLength">Length of the part of a sum that one group computes; K if it computes all of it.</param>
internal readonly record struct PanelArguments(
    PanelOperand A,
    PanelOperand B,
    ArrayView<Float4> Floats,
    ArrayView<BFloat16Quad> Pairs,
    ArrayView<BFloat16Quad> Others,
    ArrayView<float> Addends,
    int Rows,
    int Columns,
    int AddendStep,
    int IsBFloat16,
    int Batch,
    int K,
    int PartLength)
{
    /// <summary>Rows of tiles that are walked through together, column by column.</summary>
    private const int TilesDown = 16;

    /// <summary>How many tiles there are, those of all parts of sums and all products.</summary>
    /// <param name="rows">The tile's height.</param>
    /// <param name="columns">The tile's width.</param>
    public int Tiles(int rows, int columns) => ((Rows + rows - 1) / rows) * ((Columns + columns - 1) / columns) * Batch * ((K + PartLength - 1) / PartLength);

    /// <summary>
    /// Which part of the job is a group's. The tiles of neighbouring groups, which run at the same time, form a block of C rather than a row: so they share
    /// rows of A and columns of B, which then come from the cache.
    /// </summary>
    /// <param name="group">The group's number.</param>
    /// <param name="rows">The tile's height.</param>
    /// <param name="columns">The tile's width.</param>
    public MatMulPlace PlaceOf(int group, int rows, int columns)
    {
        int across = (Columns + columns - 1) / columns;
        int down = (Rows + rows - 1) / rows;
        int target = group / (across * down);
        int tile = group % (across * down);
        int firstDown = tile / (TilesDown * across) * TilesDown;
        int height = down - firstDown < TilesDown ? down - firstDown : TilesDown;
        int inBlock = tile % (TilesDown * across);
        int firstK = target / Batch * PartLength;
        int end = firstK + PartLength < K ? firstK + PartLength : K;
        return new MatMulPlace(target, target % Batch, (firstDown + (inBlock % height)) * rows, inBlock / height * columns, firstK, end);
    }

    /// <summary>What the bias adds to four columns: zeros where there is none.</summary>
    public Float4 BiasAt(int column) =>
        AddendStep == 0 ? new(Addends[column], Addends[column + 1], Addends[column + 2], Addends[column + 3]) : new(0f, 0f, 0f, 0f);

    /// <summary>Which four of C begin in a place.</summary>
    public int QuadAt(int target, int row, int column) => ((((target * Rows) + row) * Columns) + column) / 4;

    /// <summary>Finishes four neighbouring sums and stores them.</summary>
    public void Store(int target, int row, int column, Float4 sums, Float4 bias)
    {
        int at = QuadAt(target, row, column);
        var addend = AddendStep > 0 ? Floats[at] : bias;
        var result = new Float4(sums.X + addend.X, sums.Y + addend.Y, sums.Z + addend.Z, sums.W + addend.W);
        if (IsBFloat16 == 1)
        {
            Pairs[at] = BFloat16Quad.Convert(result);
        }
        else
        {
            Floats[at] = result;
        }
    }
}

/// <summary>Four neighbouring bf16 numbers, two in a word, the first in the lower half.</summary>
internal readonly struct BFloat16Quad(uint xy, uint zw)
{
    /// <summary>The first two.</summary>
    public readonly uint XY = xy;

    /// <summary>The last two.</summary>
    public readonly uint ZW = zw;

    /// <summary>The nearest numbers to floats.</summary>
    public static BFloat16Quad Round(Float4 values) => new(BFloat16Word.Pack(values.X, values.Y), BFloat16Word.Pack(values.Z, values.W));

    /// <summary>The same by the instruction that CUDA has for it.</summary>
    public static BFloat16Quad Convert(Float4 values) => new(BFloat16Core.Pack(values.X, values.Y), BFloat16Core.Pack(values.Z, values.W));

    /// <summary>The same numbers as floats.</summary>
    public Float4 Widen() => new(
        Interop.IntAsFloat(XY << 16), Interop.IntAsFloat(XY & 0xFFFF0000u), Interop.IntAsFloat(ZW << 16), Interop.IntAsFloat(ZW & 0xFFFF0000u));
}
