namespace Kernels;

/// <summary>
/// What a product of panels takes on an H200, by its tile: waves of tiles, in each of which a multiprocessor makes the steps of a sum and then the tile's end. The measured constants
/// are those of <see cref="TensorCorePipeline{TNumber, TCores, TLayoutA, TLayoutB}"/> in Benchmarks/results (2026-11-26), of which 4096³ and 8192³ give step and end, and the other shapes come out
/// within a tenth. The choice, and with it a sum's order, depends on the job alone, so the number of multiprocessors is a constant too.
/// </summary>
/// <param name="Columns">Width of the tile; 128 rows.</param>
/// <param name="Step">Microseconds for 64 terms.</param>
/// <param name="End">Microseconds for the tile's end.</param>
/// <param name="HiddenSteps">After so many steps of the next tile, nothing of an end is left; 0: an end is not hidden.</param>
internal readonly record struct PanelTime(int Columns, double Step, double End, int HiddenSteps)
{
    private const int Rows = IPanelTile.Rows;
    private const int Terms = 64;
    private const int Multiprocessors = 132;
    private const double Launch = 3;

    /// <summary>Bytes of the memory's bandwidth in a microsecond: what it costs to add up parts of sums afterwards.</summary>
    private const double BytesPerMicrosecond = 4.2e6;

    /// <summary>Parts of a sum have at least so many steps, and are no more than that.</summary>
    private const int FewestSteps = 8, MostParts = 16;

    /// <summary>128 x 256, one tile at a time.</summary>
    public static PanelTime Wide { get; } = new(PanelTile256.Columns, 0.905, 3.8, 0);

    /// <summary>128 x 192, two at a time: three quarters of a step, and a little more, since A is read as often for fewer sums.</summary>
    public static PanelTime TwoTiles { get; } = new(PanelTile192.Columns, 0.70, 2.9, 12);

    /// <summary>Which tile is faster, and into how long parts sums are best cut.</summary>
    /// <param name="shape">The product.</param>
    /// <param name="mayCut">Whether sums may be cut: not where C is bf16.</param>
    public static (PanelTime Tile, int PartLength) Best(MatMulShape shape, bool mayCut)
    {
        var best = (Wide, shape.K);
        double least = double.PositiveInfinity;
        foreach (var tile in (ReadOnlySpan<PanelTime>)[TwoTiles, Wide])
        {
            int length = tile.PartLength(shape, mayCut);
            if (tile.Of(shape, length) < least)
            {
                (best, least) = ((tile, length), tile.Of(shape, length));
            }
        }

        return best;
    }

    /// <summary>The length of parts of sums with which this tile is fastest; K: they are not cut.</summary>
    public int PartLength(MatMulShape shape, bool mayCut)
    {
        int steps = Quotient(shape.K, Terms), best = shape.K;
        for (int parts = 2; mayCut && parts <= MostParts && steps / parts >= FewestSteps; parts++)
        {
            int length = Quotient(steps, parts) * Terms;
            best = Of(shape, length) < Of(shape, best) ? length : best;
        }

        return best;
    }

    /// <summary>Microseconds for a product whose sums are cut into parts of a length.</summary>
    public double Of(MatMulShape shape, int partLength)
    {
        int parts = Quotient(shape.K, partLength), steps = Quotient(partLength, Terms);
        int tiles = Quotient(shape.M, Rows) * Quotient(shape.N, Columns) * shape.Batch * parts;
        int waves = Quotient(tiles, Multiprocessors);
        double hidden = HiddenSteps == 0 ? 0 : Math.Min(1, (double)steps / HiddenSteps);
        double moved = parts == 1 ? 0 : 4.0 * shape.M * shape.N * shape.Batch * (parts + 1); // written they are at the tiles' ends
        return Launch + (waves * steps * Step) + (End * (1 + ((waves - 1) * (1 - hidden)))) + (parts == 1 ? 0 : Launch + (moved / BytesPerMicrosecond));
    }

    private static int Quotient(int a, int b) => (a + b - 1) / b;
}
