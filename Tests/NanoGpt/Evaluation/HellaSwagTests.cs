using System.IO.Compression;
using System.Text;
using NanoGpt;

namespace Tests;

/// <summary>HellaSwag by completion, against the definition computed from the logits of each ending alone.</summary>
public sealed class HellaSwagTests : IDisposable
{
    private const string File6 = "hellaswag/hellaswag_val_full.txt.gz";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Losses_are_those_of_each_ending_after_the_context()
    {
        var (model, codec) = (Model(blockSize: 32), new Gpt2Codec());
        var task = new HellaSwagTask("A man is on a roof. He", ["starts to sing.", "falls", "is using wrap to wrap a pair of skis, and then some.", "sleeps."], 0);
        var losses = new HellaSwag(model, codec).Losses(task);
        int[] context = codec.EncodeText(task.Context);
        for (int i = 0; i < 4; i++)
        {
            int[] ending = codec.EncodeText(" " + task.Endings[i]), all = [.. context, .. ending];
            double sum = Sum(model, all, ending.Length);
            Assert.Equal(sum, losses[i].Sum, 1e-3);
            Assert.Equal(sum / ending.Length, losses[i].Mean, 1e-4);
        }
    }

    [Fact]
    public void A_beginning_that_does_not_fit_loses_its_first_tokens()
    {
        var (model, codec) = (Model(blockSize: 8), new Gpt2Codec());
        var task = new HellaSwagTask("A man is on a roof. He looks down and then up", ["and sings a long song", "one", "two", "three"], 0);
        int[] context = codec.EncodeText(task.Context), ending = codec.EncodeText(" " + task.Endings[0]);
        int[] last = [.. context, .. ending];
        Assert.Equal(Sum(model, last[^9..], ending.Length), new HellaSwag(model, codec).Losses(task)[0].Sum, 1e-3);
        Assert.Throws<DataException>(() => new HellaSwag(model, codec).Losses(task with { Endings = ["a b c d e f g h i j k", "one", "two", "three"] }));
    }

    [Fact]
    public void The_command_counts_the_answers()
    {
        var (model, codec) = (Model(blockSize: 32), new Gpt2Codec());
        string[] endings = ["starts to sing.", "falls", "is using wrap to wrap a pair of skis.", "sleeps."];
        var losses = new HellaSwag(model, codec).Losses(new HellaSwagTask("He", endings, 0));
        int bySum = Array.IndexOf(losses, losses.MinBy(loss => loss.Sum)), byMean = Array.IndexOf(losses, losses.MinBy(loss => loss.Mean));
        var text = new StringBuilder();
        foreach (int label in new[] { bySum, byMean, (bySum + 1) % 4 })
        {
            text.Append($"He\n{label}\n{string.Join('\n', endings)}\n");
        }

        File.WriteAllText(folder.File("tasks.txt"), text.ToString());
        HuggingFaceWriter.Write(model, null, folder.File("model"));
        int solvedBySum = new[] { bySum, byMean, (bySum + 1) % 4 }.Count(label => label == bySum), solvedByMean = new[] { bySum, byMean, (bySum + 1) % 4 }.Count(label => label == byMean);
        var (code, output, _) = NanoGptRun.Of("hellaswag", "--init-from", folder.File("model"), "--data", folder.File("tasks.txt"), "--device", "cpu");
        Assert.Equal(0, code);
        Assert.EndsWith(FormattableString.Invariant($"acc {solvedBySum / 3.0:F4} acc_norm {solvedByMean / 3.0:F4}\n"), output);
        Assert.Contains("1 of 3", NanoGptRun.Of("hellaswag", "--init-from", folder.File("model"), "--data", folder.File("tasks.txt"), "--limit", "1", "--device", "cpu").Output);
    }

    /// <summary>build-nanogpt's render_example: tokens of ctx, and of a blank and the ending; an independent tokenizer makes them here. The line is that of its docstring.</summary>
    [Fact]
    public void Contexts_of_the_authors_lines_are_build_nanogpts()
    {
        File.WriteAllText(folder.File("hellaswag_val.jsonl"), """
            {"ind": 24, "activity_label": "Roof shingle removal", "ctx_a": "A man is sitting on a roof.", "ctx_b": "he", "ctx": "A man is sitting on a roof. he", "split": "val", "split_type": "indomain", "label": 3, "endings": ["is using wrap to wrap a pair of skis.", "is ripping level tiles off.", "is holding a rubik's cube.", "starts pulling up roofing on a roof."], "source_id": "activitynet~v_-JhWjGDPHMY"}
            """);
        var task = HellaSwagTask.Read(folder.File("hellaswag_val.jsonl")).Single();
        Assert.Equal(3, task.Label);
        var peer = SharpToken.GptEncoding.GetEncoding("r50k_base");
        var (context, endings) = new HellaSwag(Model(blockSize: 32), new Gpt2Codec()).Render(task);
        Assert.Equal(peer.Encode("A man is sitting on a roof. he"), context);
        Assert.Equal(peer.Encode(" starts pulling up roofing on a roof."), endings[3]);
        Assert.Equal([32, 582, 318, 5586, 319, 257, 9753, 13, 339], context);
    }

    [DataFact(File6)]
    public void The_validation_part_has_10042_tasks()
    {
        var tasks = HellaSwagTask.Read(TestData.File(File6));
        Assert.Equal(10_042, tasks.Count);
        Assert.Equal("starts pulling up roofing on a roof.", tasks[0].Endings[tasks[0].Label]);
    }

    [Fact]
    public void The_authors_lines_of_JSON_are_read_too_and_damage_is_refused()
    {
        const string Line = """{"ind": 24, "ctx": "A man", "label": 3, "endings": ["a", "b", "c", "d"], "split": "val"}""";
        string path = folder.File("tasks");
        File.WriteAllText(path, Line + "\n" + Line + "\n");
        Assert.Equal(("A man", 3, 2), (HellaSwagTask.Read(path)[1].Context, HellaSwagTask.Read(path)[1].Label, HellaSwagTask.Read(path).Count));
        foreach (var (text, part) in new[]
        {
            (Line + "\n{}", "line 2: here is no task"), (Line.Replace("3", "4"), "line 1"), ("He\n0\na\nb\nc\n", "line 1"),
            ("He\n7\na\nb\nc\nd\n", "label from 0 to 3"), ("", "no tasks"),
        })
        {
            File.WriteAllText(path, text);
            Assert.Contains(part, Assert.Throws<DataException>(() => HellaSwagTask.Read(path)).Message);
        }

        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            gzip.Write("He\n0\na\nb\nc\nd\n"u8);
        }

        Assert.Equal("d", HellaSwagTask.Read(path)[0].Endings[3]);
        File.WriteAllBytes(path, [0x1F, 0x8B, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        Assert.Contains("cannot be unpacked", Assert.Throws<DataException>(() => HellaSwagTask.Read(path)).Message);
    }

    private static Gpt Model(int blockSize) => new(
        new GptConfig { VocabSize = 50257, BlockSize = blockSize, NLayer = 1, NHead = 1, NEmbd = 8, Activation = Activation.GeluTanh }, new TorchGenerator(5), Device.Cpu);

    /// <summary>The loss of a row's last tokens, in double, from the logits.</summary>
    private static double Sum(Gpt model, int[] row, int last)
    {
        double[] logits = model.Forward(Tensor.From(row[..^1], [1, row.Length - 1])).ToDoubles();
        double sum = 0;
        for (int t = row.Length - 1 - last; t < row.Length - 1; t++)
        {
            var position = logits.AsSpan(t * 50257, 50257).ToArray();
            sum += Math.Log(position.Sum(Math.Exp)) - position[row[t + 1]];
        }

        return sum;
    }
}
