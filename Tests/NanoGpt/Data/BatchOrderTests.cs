using NanoGpt;

namespace Tests;

/// <summary>
/// The orders of the originals, which were run for these numbers: three shards of 140, 100 and 171 tokens, of which token i of
/// shard s is 1000 s + i; batches of 2 x 8. llm.c's loader was compiled from its dataloader.h (commit of 2025), build-nanogpt's
/// DataLoaderLite and llama2.c's PretokDataset ran in Python 3.11, torch.randint in PyTorch 1.13.
/// </summary>
public sealed class BatchOrderTests
{
    private static readonly long[] Lengths = [140, 100, 171];

    private static readonly long[] InTurn =
        [0, 16, 32, 48, 64, 80, 96, 112, 1000, 1016, 1032, 1048, 1064, 1080, 2000, 2016, 2032, 2048, 2064, 2080, 2096, 2112, 2128, 2144, 0, 16, 32, 48, 64, 80, 96, 112, 1000];

    private static readonly long[] LlmcShuffled =
    [
        2016, 2000, 2144, 2112, 2080, 2128, 2048, 2032, 2064, 2096, 1016, 1048, 1080, 1032, 1000, 1064, 0, 80, 32, 64, 16, 112, 96, 48, 2144, 2064, 2080, 2000, 2096, 2112,
        2128, 2016, 2032, 2048, 1016, 1000, 1032, 1048, 1064, 1080, 64, 16, 80, 48, 112, 96, 0, 32, 1016, 1080, 1000, 1064, 1032, 1048, 2016, 2064, 2080, 2000, 2128, 2032,
    ];

    private static readonly long[] LlmcShuffledRank1Of2 =
        [2080, 2144, 2112, 2048, 2016, 80, 48, 112, 16, 1016, 1080, 1048, 1016, 1080, 1048, 2048, 2016, 2144, 2112, 2080, 80, 48, 16, 112, 1016, 1080, 1048, 2080, 2016, 2048];

    private static readonly long[] LlmcRank1Of2 = [16, 48, 80, 112, 1016, 1048, 1080, 2016, 2048, 2080, 2112, 2144, 16, 48];

    private static readonly long[] Llama2c =
    [
        1056, 1048, 1016, 1072, 1080, 1040, 1008, 1064, 1024, 1032, 1000, 16, 104, 80, 56, 32, 48, 40, 88, 112, 72, 64, 96, 24, 120, 0, 8, 2088, 2152, 2056, 2120, 2080,
        2096, 2136, 2048, 2072, 2008, 2112, 2024, 2016, 2032, 2128, 2104, 2040, 2000, 2064, 2144, 120, 104, 48, 16, 56, 88, 0, 112, 24, 40, 72, 80, 32, 64, 8, 96, 1024,
    ];

    [Fact]
    public void In_turn_is_llm_cs_and_build_nanogpts_order()
    {
        Assert.Equal(InTurn, First(new ShardOrder(Lengths, 2, 8, shuffle: false), InTurn.Length));
        Assert.Equal(LlmcRank1Of2, First(new ShardOrder(Lengths, 2, 8, shuffle: false, rank: 1, processes: 2), LlmcRank1Of2.Length));
    }

    [Fact]
    public void Shuffled_is_llm_cs_order_over_epochs()
    {
        Assert.Equal(LlmcShuffled, First(new ShardOrder(Lengths, 2, 8, shuffle: true), LlmcShuffled.Length));
        Assert.Equal(LlmcShuffledRank1Of2, First(new ShardOrder(Lengths, 2, 8, shuffle: true, rank: 1, processes: 2), LlmcShuffledRank1Of2.Length));
    }

    [Fact]
    public void Shuffled_windows_are_llama2_cs_order_over_epochs()
    {
        var places = new long[4];
        var order = new WindowOrder(Lengths, 8);
        var seen = new List<long>();
        for (int i = 0; i < Llama2c.Length / 4; i++)
        {
            order.Next(places);
            seen.AddRange(places);
        }

        Assert.Equal(Llama2c, seen.Select(Named));
    }

    [Fact]
    public void Random_places_are_torchs_also_in_more_than_32_bits()
    {
        var places = new long[4];
        var order = new RandomOrder(411, 8, new TorchGenerator(1337));
        foreach (long[] expected in new long[][] { [243, 243, 176, 50], [308, 128, 326, 263], [57, 334, 320, 9] })
        {
            order.Next(places);
            Assert.Equal(expected, places);
        }

        order = new RandomOrder(9_035_582_198, 1024, new TorchGenerator(1337)); // OpenWebText's tokens
        foreach (long[] expected in new long[][] { [3065872021, 2643422548, 7449559733, 2062126738], [6836888684, 4167736032, 268248022, 3118151336] })
        {
            order.Next(places);
            Assert.Equal(expected, places);
        }
    }

    [Fact]
    public void A_batchs_sequences_lie_side_by_side()
    {
        var places = new long[2];
        new ShardOrder(Lengths, 2, 8, shuffle: true).Next(places);
        Assert.Equal([2016, 2024], places.Select(Named));
    }

    [Theory]
    [InlineData(DataOrder.Sequential, "needs 141", 140)]
    [InlineData(DataOrder.Shuffled, "needs 141", 140)]
    [InlineData(DataOrder.ShuffledWindows, "needs two of 70", 139)]
    public void A_shard_that_is_too_short_is_refused(DataOrder order, string part, int length)
    {
        var data = new TextData(new string('a', 10 * length));
        string message = Assert.Throws<DataException>(() => new BatchLoader(data, 2, 70, new TorchGenerator(1), Device.Reference, order)).Message;
        Assert.Contains(part, message);
        Assert.Contains($"has {length} tokens", message);
        Assert.Contains("--data-order random", message);
    }

    private static IEnumerable<long> First(ShardOrder order, int count)
    {
        var places = new long[2];
        var first = new List<long>();
        for (int i = 0; i < count; i++)
        {
            order.Next(places);
            Assert.Equal(8, places[1] - places[0]);
            first.Add(Named(places[0]));
        }

        return first;
    }

    /// <summary>A place in the row of shards as the token there.</summary>
    private static long Named(long place) => place < Lengths[0] ? place : place < Lengths[0] + Lengths[1] ? 1000 + place - Lengths[0] : 2000 + place - Lengths[0] - Lengths[1];
}
