using NanoGpt;

namespace Tests;

/// <summary>However many ranks there are, together they have each of a step's sequences once.</summary>
public sealed class BatchShareTests
{
    [Theory]
    [InlineData(1, 12, 1)]
    [InlineData(1, 12, 4)]
    [InlineData(4, 3, 4)]
    [InlineData(6, 4, 4)]
    [InlineData(2, 6, 6)]
    [InlineData(40, 12, 8)]
    public void Every_sequence_has_one_rank(int batches, int batchSize, int ranks)
    {
        var config = TinyTraining.Config(("gradient-accumulation-steps", batches), ("batch-size", batchSize));
        var seen = new int[batches, batchSize];
        for (int rank = 0; rank < ranks; rank++)
        {
            var share = BatchShare.Of(config, rank, ranks);
            Assert.Equal(batches * batchSize / ranks, share.Batches * share.Rows);
            for (int own = 0; own < share.Batches; own++)
            {
                for (int row = 0; row < share.Rows; row++)
                {
                    seen[(own * share.Teams) + share.Team, share.FirstRow + row]++;
                }
            }
        }

        Assert.All(seen.Cast<int>(), count => Assert.Equal(1, count));
    }

    [Theory]
    [InlineData(DataOrder.Random, 2)]
    [InlineData(DataOrder.Sequential, 2)]
    [InlineData(DataOrder.Shuffled, 4)]
    [InlineData(DataOrder.ShuffledWindows, 3)]
    public void Ranks_load_what_one_process_loads(DataOrder order, int ranks)
    {
        var config = TinyTraining.Config(("gradient-accumulation-steps", 2), ("batch-size", 6));
        var data = new TextData(TinyTraining.Text);
        BatchLoader Loader(BatchShare share) => new(data, config.BatchSize, config.BlockSize, new TorchGenerator(7), Device.Cpu, order, share);
        string[] whole = Sequences(Loader(BatchShare.Of(config, 0, 1)), steps: 3, batches: 2);
        string[] parts = [.. Enumerable.Range(0, ranks).SelectMany(rank =>
            BatchShare.Of(config, rank, ranks) is var share ? Sequences(Loader(share), steps: 3, share.Batches) : [])];
        Assert.Equal(whole.Order(), parts.Order());
    }

    [Fact]
    public void What_cannot_be_shared_evenly_is_refused() =>
        Assert.Contains("4 ranks cannot share evenly", Assert.Throws<DataException>(() => BatchShare.Of(TinyTraining.Config(("batch-size", 6)), 0, 4)).Message);

    private static string[] Sequences(BatchLoader loader, int steps, int batches)
    {
        var seen = new List<string>();
        for (int i = 0; i < steps * batches; i++)
        {
            loader.DrawNext();
            loader.LoadNext();
            int[] tokens = loader.Tokens.ToInts();
            seen.AddRange(tokens.Chunk(loader.BlockSize).Select(row => string.Join(' ', row)));
        }

        return [.. seen];
    }
}
