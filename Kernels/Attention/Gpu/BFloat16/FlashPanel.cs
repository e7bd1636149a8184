using ILGPU;

namespace Kernels;

/// <summary>
/// Rows of one head in shared memory, of up to 64 or 128 channels in bf16: panels of 64 channels, a row of 128 bytes each, one panel behind the other, swizzled as
/// <see cref="SharedPanel"/>s are. Heads of fewer channels are filled up with zeros.
/// </summary>
internal static class FlashPanel<TUnits, TBound>
    where TUnits : struct, IFlashUnits
    where TBound : struct, IHeadBound
{
    /// <summary>Bytes of a panel's row.</summary>
    public const int RowBytes = SharedPanel.RowBytes;

    /// <summary>Bytes of 16 rows.</summary>
    public const int StepBytes = 16 * RowBytes;

    /// <summary>Panels for a row.</summary>
    public static int Panels => TBound.Channels / 64;

    private static int RowsAtOnce => TUnits.Threads / 8;

    /// <summary>Bytes of so many rows.</summary>
    public static int Bytes(int rows) => rows * RowBytes * Panels;

    /// <summary>
    /// The address that <see cref="IFlashUnits.Load"/> wants of a lane for the first 16 rows and 16 channels, matrix 1 below matrix 0 and matrix 2 beside it, or the
    /// other way round. The next 16 channels are at xor 32.
    /// </summary>
    public static int LaneAddress(int panel, bool rowsFirst)
    {
        int row = Group.IdxX & 7, odd = (Group.IdxX >> 3) & 1, upper = (Group.IdxX >> 4) & 1;
        int below = rowsFirst ? odd : upper, beside = rowsFirst ? upper : odd;
        return TUnits.Once(panel + ((row + (8 * below)) * RowBytes) + ((beside ^ row) * 16));
    }

    /// <summary>Where this thread begins to copy rows: eight threads take a row's 128 bytes together.</summary>
    public static FlashCopy Begin(FlashOperand source, int stride, int headSize)
    {
        int piece = Group.IdxX & 7, row = Group.IdxX >> 3;
        return new(source, TUnits.Once(row), TUnits.Once((row * stride / 8) + piece), TUnits.Once((row * RowBytes) + ((piece ^ (row & 7)) * 16)), TUnits.Once(stride / 8), TUnits.Once(headSize - (8 * piece)));
    }

    /// <summary>The same places for rows from elsewhere.</summary>
    public static FlashCopy Also(FlashCopy copy, FlashOperand source, int stride) =>
        new(source, copy.Row, TUnits.Once((copy.Row * stride / 8) + (Group.IdxX & 7)), copy.To, TUnits.Once(stride / 8), copy.Channels);

    /// <summary>The group starts copies of rows.</summary>
    /// <param name="memory">Shared memory.</param>
    /// <param name="copy">This thread's part.</param>
    /// <param name="target">Address of the first panel.</param>
    /// <param name="count">Rows that are wanted; those that do not exist become zeros.</param>
    /// <param name="at">Number of the first row's first element in memory.</param>
    /// <param name="exist">Rows that exist.</param>
    public static void Copy(ArrayView<Float4> memory, FlashCopy copy, int target, int count, int at, int exist)
    {
        int from = TUnits.Once((at >> 3) + copy.From), to = TUnits.Once(target + copy.To), left = TUnits.Once(exist - copy.Row);
        for (int turn = 0; turn < count / RowsAtOnce; turn++)
        {
            // Where eight rows are more than the group takes at once, their swizzles differ.
            int place = (to ^ ((turn * RowsAtOnce & 7) * 16)) + (turn * RowsAtOnce * RowBytes), piece = from + (turn * RowsAtOnce * copy.Stride);
            bool exists = turn * RowsAtOnce < left;
            TUnits.Copy(memory, place, copy.Source, piece, exists & copy.Channels > 0);
            if (Panels == 2)
            {
                TUnits.Copy(memory, place + (count * RowBytes), copy.Source, piece + 8, exists & copy.Channels > 64);
            }
        }
    }
}

/// <summary>What a thread copies of rows.</summary>
/// <param name="Source">Where they come from.</param>
/// <param name="Row">Its first row.</param>
/// <param name="From">How far its first piece is behind the first row's first, in pieces of 16 bytes.</param>
/// <param name="To">Where that goes within a panel.</param>
/// <param name="Stride">From one row to the next, in pieces.</param>
/// <param name="Channels">How many channels the head has from the piece's first on.</param>
internal readonly record struct FlashCopy(FlashOperand Source, int Row, int From, int To, int Stride, int Channels);
