using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MinBpe;

namespace Tests;

public class FastTrainerTests
{
    private const string Golden = "minbpe/minbpe_train_512_taylorswift.json";

    [DataTheory(Golden, "taylorswift.txt")]
    [InlineData("basic", 1)]
    [InlineData("regex", 1)]
    [InlineData("regex", 3)]
    public void The_merges_are_minbpes(string kind, int threads)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(TestData.File(Golden)));
        var expected = json.RootElement.GetProperty(kind).GetProperty("merges").EnumerateArray().Select(merge => (merge[0].GetInt32(), merge[1].GetInt32()));
        var trainer = new FastTrainer(kind == "basic" ? null : SplitPattern.Gpt4, threads: threads);
        Assert.Equal(expected, trainer.Train(File.ReadAllText(TestData.File("taylorswift.txt")), 512));
        Assert.Equal(expected, trainer.TrainFiles([TestData.File("taylorswift.txt")], 512));
    }

    [Fact]
    public void Wikipedias_example_gives_Wikipedias_merges() =>
        Assert.Equal([(97, 97), (256, 97), (257, 98)], new FastTrainer(null).Train("aaabdaaabac", 259));

    [Theory]
    [InlineData(TieRule.FirstOccurrence, "ba ab", 'b', 'a')]
    [InlineData(TieRule.SmallerPair, "ba ab", ' ', 'a')]
    public void Ties_are_broken_by_the_rule(TieRule ties, string text, char left, char right) =>
        Assert.Equal((left, right), new FastTrainer(null, ties).Train(text, 257)[0]);

    [Property(MaxTest = 3000, Arbitrary = [typeof(Corpus)])]
    public bool AnyCorpusGivesTheMergesOfCountingAllOverAgain(Corpus corpus, bool isSplit, bool isSmallerPair)
    {
        SplitPattern? pattern = isSplit ? SplitPattern.Gpt4 : null;
        var ties = isSmallerPair ? TieRule.SmallerPair : TieRule.FirstOccurrence;
        string[] pieces = isSplit ? [.. Oracle(corpus.Text)] : corpus.Text.Length > 0 ? [corpus.Text] : [];
        return NaiveTrainer.Train(pieces, 256 + 40, ties).SequenceEqual(new FastTrainer(pattern, ties, threads: 1).Train(corpus.Text, 256 + 40));
    }

    [Fact]
    public void The_merges_do_not_depend_on_the_threads()
    {
        var random = new Random(7);
        var text = new StringBuilder();
        while (text.Length < 3 << 20)
        {
            text.Append(' ').Append((char)('a' + random.Next(26)), random.Next(1, 4)).Append((char)('a' + random.Next(26)), random.Next(1, 3)).Append(random.Next(2000));
        }

        var alone = new FastTrainer(SplitPattern.Gpt4, threads: 1).Train(text.ToString(), 3000);
        Assert.Equal(3000 - 256, alone.Count);
        foreach (int threads in new[] { 2, 3, 8 })
        {
            Assert.Equal(alone, new FastTrainer(SplitPattern.Gpt4, threads: threads).Train(text.ToString(), 3000));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(5000)]
    public void Blocks_of_files_are_cut_where_pieces_end(int blockLength)
    {
        string text = string.Concat(Enumerable.Range(0, 300).Select(i => $"word{i} 世界。\nnext line, don't  break\r\n\r\n{new string('x', i % 40)}"));
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes(text));
        var blocks = TextBlock.OfFiles([file.Path, file.Path], SplitPattern.Gpt4, blockLength).ToList();
        Assert.True(blocks.Count > 2);
        Assert.Equal(Enumerable.Range(0, blocks.Count), blocks.Select(block => block.Number));
        var pieces = blocks.SelectMany(block => new TextSplitter(SplitPattern.Gpt4).Split(Encoding.UTF8.GetString(block.Bytes.Span)));
        var once = Oracle(text).ToList();
        Assert.Equal(once.Concat(once), pieces);
    }

    [Fact]
    public void Too_small_a_vocabulary_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FastTrainer(SplitPattern.Gpt4).Train("text", 255));

    [Fact]
    public void A_text_without_pairs_has_no_merges() => Assert.Empty(new FastTrainer(SplitPattern.Gpt4).Train("", 300));

    [Fact]
    public void Progress_ends_at_the_end_and_cancellation_stops()
    {
        var reports = new Reports();
        new FastTrainer(SplitPattern.Gpt4, threads: 2).Train("low lower lowest", 260, reports);
        Assert.Equal(new TrainingProgress(16, 16, 4, 4), reports.Last);
        Assert.Throws<OperationCanceledException>(() => new FastTrainer(SplitPattern.Gpt4).Train("low lower", 260, null, new CancellationToken(canceled: true)));
    }

    private static IEnumerable<string> Oracle(string text) => new RegexSplitter(SplitPattern.Gpt4).Split(text).Select(piece => piece.ToString());

    /// <summary>Text over a few letters, in which ties and overlaps abound.</summary>
    public sealed record Corpus(string Text)
    {
        public static Arbitrary<Corpus> Arbitrary() => Arb.From(
            Gen.Choose(0, 120).SelectMany(length => Gen.Elements('a', 'a', 'a', 'b', 'b', 'c', ' ', ' ', '.', 'é').ArrayOf(length)).Select(letters => new Corpus(new string(letters))),
            corpus => Enumerable.Range(0, corpus.Text.Length).Select(at => new Corpus(corpus.Text.Remove(at, 1))));
    }

    private sealed class Reports : IProgress<TrainingProgress>
    {
        public TrainingProgress Last { get; private set; }

        public void Report(TrainingProgress value) => Last = value;
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(byte[] bytes) => File.WriteAllBytes(Path, bytes);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
