using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NanoGpt;

namespace Tests;

/// <summary>The files do not depend on the number of threads, nor on how often the work was broken off.</summary>
public sealed class PrepareResumeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string[] inputs;

    public PrepareResumeTests()
    {
        var random = new Random(3);
        inputs = [folder.File("a.jsonl"), folder.File("b.txt"), folder.File("c.json")];
        using (var lines = File.CreateText(inputs[0]))
        {
            for (int i = 0; i < 9_000; i++)
            {
                lines.WriteLine(JsonSerializer.Serialize(new { text = Words(random, random.Next(100)) }));
            }
        }

        File.WriteAllText(inputs[1], string.Join("\n<|endoftext|>\n", Enumerable.Range(0, 60).Select(_ => Words(random, 10_000))));
        File.WriteAllText(inputs[2], JsonSerializer.Serialize(Enumerable.Range(0, 3_000).Select(_ => new { text = Words(random, 50) })));
    }

    public static TheoryData<string, int> Kinds => new() { { "fineweb", 300_000 }, { "openwebtext", 0 }, { "text", 0 }, { "tinystories", 200_000 } };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_number_of_threads_changes_nothing(string name, int shardSize)
    {
        foreach (int threads in new[] { 1, 2, 7 })
        {
            Assert.Null(Preparation(name, shardSize, $"threads{threads}").Run(threads, default).Progress);
        }

        AssertSame("threads1", "threads2");
        AssertSame("threads1", "threads7");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Work_that_was_stopped_again_and_again_is_the_same_in_the_end(string name, int shardSize)
    {
        Preparation(name, shardSize, "straight").Run(2, default);
        int stops = 0;
        for (bool done = false; !done; stops++)
        {
            using var stop = new CancellationTokenSource();
            var meta = Preparation(name, shardSize, "stopped", _ => stop.Cancel()).Run(2, stop.Token);
            done = meta.Progress is null;
        }

        Assert.InRange(stops, 4, 100); // two batches a time
        AssertSame("straight", "stopped");
        Assert.Empty(Directory.GetFiles(folder.File("stopped"), "*.part"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Work_that_crashed_goes_on_from_what_was_noted(string name, int shardSize)
    {
        Preparation(name, shardSize, "straight").Run(2, default);
        for (int batches = 1; ; batches += 2)
        {
            int left = batches;
            var crashing = Preparation(name, shardSize, "crashed", _ =>
            {
                if (--left == 0)
                {
                    throw new InvalidOperationException("a crash");
                }
            });
            try
            {
                crashing.Run(2, default);
                break;
            }
            catch (InvalidOperationException)
            {
                Assert.Contains("is not finished", Assert.Throws<DataException>(() => TokenFolder.TryOpen(folder.File("crashed"))).Message);
            }
        }

        AssertSame("straight", "crashed");
    }

    [Fact]
    public void A_shard_that_was_finished_is_not_written_again()
    {
        using var stop = new CancellationTokenSource();
        var first = new List<string>();
        Preparation("fineweb", 300_000, "out", _ =>
        {
            if (first.Count == 2)
            {
                stop.Cancel();
            }
        }, first).Run(1, stop.Token);
        var written = first.ConvertAll(File.GetLastWriteTimeUtc);
        var second = new List<string>();
        Preparation("fineweb", 300_000, "out", null, second).Run(1, default);
        Assert.Empty(first.Intersect(second));
        Assert.Equal(written, first.ConvertAll(File.GetLastWriteTimeUtc));
        Preparation("fineweb", 300_000, "straight").Run(1, default);
        AssertSame("straight", "out");
    }

    [Fact]
    public void What_was_written_and_is_gone_is_an_error()
    {
        using var stop = new CancellationTokenSource();
        Preparation("text", 0, "out", _ => stop.Cancel()).Run(1, stop.Token);
        string part = Assert.Single(Directory.GetFiles(folder.File("out"), "*.part"));
        File.WriteAllText(part, "");
        Assert.Contains("begin anew", Assert.Throws<DataException>(() => Preparation("text", 0, "out").Run(1, default)).Message);
    }

    [Theory]
    [InlineData("\"outputs\": []", "is not what prepare writes")]
    [InlineData("\"outputs\": [{0}, {0}, {0}]", "is not what prepare writes")]
    [InlineData("\"outputs\": [{0}]", "the number of its outputs was 1 and is 2 now")]
    public void A_progress_that_cannot_be_is_refused(string outputs, string part)
    {
        using var stop = new CancellationTokenSource();
        Preparation("text", 0, "out", _ => stop.Cancel()).Run(1, stop.Token);
        string path = folder.File("out/meta.json"), one = "{\"shard\": 0, \"tokens\": 5, \"total\": 5}";
        File.WriteAllText(path, Regex.Replace(File.ReadAllText(path), "\"outputs\": \\[[^]]*\\]", outputs.Replace("{0}", one, StringComparison.Ordinal)));
        Assert.Contains(part, Assert.Throws<DataException>(() => Preparation("text", 0, "out").Run(1, default)).Message);
    }

    private Preparation Preparation(string name, long shardSize, string to, Action<PrepareStatus>? progress = null, List<string>? finished = null)
    {
        var recipe = Recipe.All.Single(recipe => recipe.Name == name);
        return new Preparation(recipe, inputs, DocumentTokenizer.Named("gpt2"), folder.File(to), recipe.Format, shardSize)
        {
            Progress = progress,
            Finished = (path, _) => finished?.Add(path),
        };
    }

    private void AssertSame(string expected, string actual)
    {
        string[] names = [.. Directory.GetFiles(folder.File(expected)).Select(path => Path.GetFileName(path)).Order()];
        Assert.Equal(names, Directory.GetFiles(folder.File(actual)).Select(path => Path.GetFileName(path)).Order());
        Assert.True(names.Length >= 3);
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(folder.File($"{expected}/{name}")), File.ReadAllBytes(folder.File($"{actual}/{name}"))));
    }

    private static string Words(Random random, int count)
    {
        string[] words = ["the", "cat", "sat", "on", "a", "mat,", "häuser", "\n\n", "😀", "2024", "  ", "don't"];
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            text.Append(words[random.Next(words.Length)]).Append(' ');
        }

        return text.ToString();
    }
}
