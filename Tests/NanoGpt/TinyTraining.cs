using System.Text.Json.Nodes;
using NanoGpt;

namespace Tests;

/// <summary>A model and a text so small that a step takes well under a millisecond.</summary>
internal static class TinyTraining
{
    /// <summary>A text with something to learn: words in a random order.</summary>
    public static string Text { get; } = string.Concat(Words(600));

    public static TrainConfig Config(params (string Name, JsonNode Value)[] overrides)
    {
        var layer = new JsonObject
        {
            ["n-layer"] = 2,
            ["n-head"] = 2,
            ["n-embd"] = 16,
            ["block-size"] = 8,
            ["batch-size"] = 4,
            ["max-iters"] = 20,
            ["warmup-iters"] = 2,
            ["lr-decay-iters"] = 20,
            ["eval-interval"] = 5,
            ["eval-iters"] = 2,
            ["sample-interval"] = 0,
        };
        foreach (var (name, value) in overrides)
        {
            layer[name] = value;
        }

        return Presets.Load(Presets.Default, layer);
    }

    /// <summary>The same options for the command line.</summary>
    public static string[] Arguments { get; } =
    [
        "--n-layer", "2", "--n-head", "2", "--n-embd", "16", "--block-size", "8", "--batch-size", "4",
        "--max-iters", "20", "--lr-decay-iters", "20", "--warmup-iters", "2", "--eval-interval", "10", "--eval-iters", "2",
        "--sample-interval", "10", "--sample-tokens", "20",
    ];

    /// <summary>The same for another number of steps.</summary>
    public static string[] ArgumentsFor(int steps) =>
        [.. Arguments.Select((argument, i) => i > 0 && Arguments[i - 1] == "--max-iters" ? steps.ToString(System.Globalization.CultureInfo.InvariantCulture) : argument)];

    /// <summary>Every number that a run has learned or remembers, in bits.</summary>
    public static IEnumerable<long> Bits(Trainer trainer) => trainer.Model.Parameters
        .Concat(trainer.Optimizer.FirstMoments)
        .Concat(trainer.Optimizer.SecondMoments)
        .SelectMany(tensor => tensor.ToDoubles())
        .Select(BitConverter.DoubleToInt64Bits);

    private static IEnumerable<string> Words(int count)
    {
        string[] words = ["the ", "cat ", "sat ", "on ", "a ", "mat,\n", "dog. "];
        var random = new Random(5);
        for (int i = 0; i < count; i++)
        {
            yield return words[random.Next(words.Length)];
        }
    }
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("nanogpt-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
