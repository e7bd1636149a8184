using System.Numerics;

namespace Kernels;

/// <summary>
/// How a kernel cuts its work for the thread team. The cut depends on the problem's size only, never on the number of
/// threads, so that sums over pieces have the same bits everywhere.
/// </summary>
internal readonly struct Pieces
{
    /// <summary>Most pieces of one kernel; bounds the scratch of partial results.</summary>
    public const int Most = 1024;

    /// <summary>
    /// Work of a piece, in elements that only move through memory: some microseconds, so that starting a job (1 to 3)
    /// is cheap beside it, and few enough for the piece's data to stay in the second-level cache.
    /// </summary>
    private const int Grain = 16 * 1024;

    private readonly int units;
    private readonly int unitsPerPiece;

    private Pieces(int units, double work, int multiple)
    {
        uint wanted = work <= 2 * Grain ? 1 : BitOperations.RoundUpToPowerOf2((uint)Math.Min(Most, work / Grain));
        int each = (int)((units + wanted - 1) / wanted);
        this.units = units;
        unitsPerPiece = Math.Max(1, (each + multiple - 1) / multiple * multiple);
        Count = (int)(((long)units + unitsPerPiece - 1) / unitsPerPiece);
    }

    /// <summary>Number of pieces; 0 for no work.</summary>
    public int Count { get; }

    /// <summary>Cuts a row of elements, at multiples of 64 so that no two threads write to one cache line.</summary>
    /// <param name="count">Number of elements.</param>
    /// <param name="cost">Work of an element; 1: it only moves, 4: an exponential.</param>
    public static Pieces OfElements(int count, int cost = 1) => new(count, (double)count * cost, 64);

    /// <summary>Cuts between rows.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Length of a row.</param>
    /// <param name="cost">Work of an element.</param>
    public static Pieces OfRows(int rows, int columns, int cost = 1) => new(rows, (double)rows * columns * cost, 1);

    /// <summary>Cuts the columns of a matrix; each piece goes through all rows.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Length of a row.</param>
    public static Pieces OfColumns(int rows, int columns) => new(columns, (double)rows * columns, 64);

    /// <summary>First unit of a piece.</summary>
    public int Start(int piece) => piece * unitsPerPiece;

    /// <summary>First unit after a piece.</summary>
    public int End(int piece) => (int)Math.Min(units, (piece + 1L) * unitsPerPiece);
}
