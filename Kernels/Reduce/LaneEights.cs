namespace Kernels;

/// <summary>
/// Rows in a warp's registers (<see cref="LaneRow"/>) of which a lane has eight neighbours at a time, the next eight 256 columns on: so bf16 too moves in
/// pieces of 16 bytes. All rows of a kernel must lie in registers the same way.
/// </summary>
internal static class LaneEights
{
    /// <summary>Reads a row.</summary>
    /// <param name="matrix">(rows, columns), columns a multiple of eight, aligned to 16 bytes.</param>
    /// <param name="first">The row's first element.</param>
    /// <param name="columns">Its length, at most <see cref="LaneQuads.LongestRow"/>.</param>
    /// <param name="beyond">What stands for the numbers beyond its end.</param>
    public static LaneRow Load<TNumbers>(TNumbers matrix, int first, int columns, float beyond)
        where TNumbers : struct, INumbers
    {
        var e0 = Eight(matrix, first, columns, beyond, 0);
        var e1 = Eight(matrix, first, columns, beyond, 1);
        var e2 = Eight(matrix, first, columns, beyond, 2);
        var e3 = Eight(matrix, first, columns, beyond, 3);
        return new LaneRow(e0.Low, e0.High, e1.Low, e1.High, e2.Low, e2.High, e3.Low, e3.High);
    }

    /// <summary>Writes what is no part of what is beyond.</summary>
    public static void Store<TNumbers>(LaneRow row, TNumbers matrix, int first, int columns)
        where TNumbers : struct, INumbers
    {
        Put(matrix, first, columns, 0, new Float8(row.Q0, row.Q1));
        Put(matrix, first, columns, 1, new Float8(row.Q2, row.Q3));
        Put(matrix, first, columns, 2, new Float8(row.Q4, row.Q5));
        Put(matrix, first, columns, 3, new Float8(row.Q6, row.Q7));
    }

    /// <summary>The same row, with zeros beyond its end.</summary>
    public static LaneRow Within(LaneRow row, int columns)
    {
        var e0 = Within(columns, 0, new Float8(row.Q0, row.Q1));
        var e1 = Within(columns, 1, new Float8(row.Q2, row.Q3));
        var e2 = Within(columns, 2, new Float8(row.Q4, row.Q5));
        var e3 = Within(columns, 3, new Float8(row.Q6, row.Q7));
        return new LaneRow(e0.Low, e0.High, e1.Low, e1.High, e2.Low, e2.High, e3.Low, e3.High);
    }

    private static int Column(int eight) => 8 * ((eight * WarpReduce.Size) + WarpReduce.Lane);

    private static Float8 Within(int columns, int eight, Float8 numbers) => Column(eight) < columns ? numbers : Float8.Of(0f);

    private static Float8 Eight<TNumbers>(TNumbers matrix, int first, int columns, float beyond, int eight)
        where TNumbers : struct, INumbers
    {
        int column = Column(eight);
        return column < columns ? matrix.EightAt((first + column) / 8) : Float8.Of(beyond);
    }

    private static void Put<TNumbers>(TNumbers matrix, int first, int columns, int eight, Float8 numbers)
        where TNumbers : struct, INumbers
    {
        int column = Column(eight);
        if (column < columns)
        {
            matrix.PutEight((first + column) / 8, numbers);
        }
    }
}
