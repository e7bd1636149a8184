namespace Tests;

/// <summary>The estimate by which tiles are chosen, against what an H200 measured (Benchmarks/results, 2026-11-26), and what it chooses.</summary>
public class PanelTimeTests
{
    /// <summary>M, N, K and TFLOP/s with tiles of 256 columns; C in bf16.</summary>
    [Theory]
    [InlineData(8192, 768, 768, 295.5)]
    [InlineData(8192, 2304, 768, 365.3)]
    [InlineData(8192, 768, 3072, 444.3)]
    [InlineData(8192, 3072, 768, 410.6)]
    [InlineData(4096, 4096, 4096, 556.8)]
    [InlineData(8192, 8192, 8192, 574.6)]
    [InlineData(8192, 50304, 768, 437.5)]
    public void The_estimate_for_tiles_of_256_columns_is_what_was_measured(int m, int n, int k, double measured)
    {
        var shape = new MatMulShape(m, n, k);
        double estimated = shape.Flops / PanelTime.Wide.Of(shape, k) / 1e6;
        Assert.InRange(estimated / measured, 0.88, 1.12);
    }

    [Fact]
    public void So_it_is_for_sums_in_parts()
    {
        var shape = new MatMulShape(3072, 768, 8192, TransposeA: true);
        Assert.InRange(shape.Flops / PanelTime.Wide.Of(shape, 2816) / 1e6 / 393.2, 0.88, 1.12);
    }

    /// <summary>A shape of few waves by two tiles, a large square that fits them badly by one.</summary>
    [Theory]
    [InlineData(8192, 768, 768, 192)]
    [InlineData(8192, 2304, 768, 192)]
    [InlineData(32768, 3072, 768, 192)]
    [InlineData(4096, 4096, 4096, 256)]
    public void The_faster_tile_is_taken(int m, int n, int k, int columns) =>
        Assert.Equal(columns, PanelTime.Best(new MatMulShape(m, n, k), mayCut: false).Tile.Columns);

    /// <summary>A weight's gradient has few tiles and long sums.</summary>
    [Fact]
    public void Few_tiles_have_their_sums_cut()
    {
        var shape = new MatMulShape(3072, 768, 8192, TransposeA: true);
        var (tile, length) = PanelTime.Best(shape, mayCut: true);
        Assert.InRange(length, 512, 4096);
        Assert.Equal(0, length % 64);
        Assert.True(tile.Of(shape, length) < tile.Of(shape, 8192));
        Assert.Equal(8192, PanelTime.Best(shape, mayCut: false).PartLength);
    }

    [Fact]
    public void Many_tiles_have_not() => Assert.Equal(768, PanelTime.Best(new MatMulShape(32768, 3072, 768), mayCut: true).PartLength);
}
