using Makemore;

namespace Tests;

/// <summary>A list of words and models so small that a step takes well under a millisecond.</summary>
internal static class TinyWords
{
    public static string Text { get; } = string.Join('\n', Words(120));

    public static WordList List { get; } = WordList.Parse(Text, "words");

    public static RunConfig Config(ModelKind type = ModelKind.Transformer, int maxSteps = 20) =>
        new() { Type = type, MaxSteps = maxSteps, NLayer = 1, NHead = 2, NEmbd = 8, NEmbd2 = 8, BatchSize = 4, Device = "cpu", LearningRate = 1e-2 };

    /// <summary>The same options for the command line.</summary>
    public static string[] Arguments { get; } =
        ["--n-layer", "1", "--n-head", "2", "--n-embd", "8", "--n-embd2", "8", "-b", "4", "--max-steps", "20", "--device", "cpu"];

    /// <summary>Every number that a run has learned or remembers, in bits.</summary>
    public static IEnumerable<long> Bits(Trainer trainer) => trainer.Model.Parameters
        .Concat(trainer.Model.NamedBuffers.Select(buffer => buffer.Tensor))
        .Concat(trainer.Optimizer.FirstMoments)
        .Concat(trainer.Optimizer.SecondMoments)
        .SelectMany(tensor => tensor.ToDoubles())
        .Select(BitConverter.DoubleToInt64Bits);

    /// <summary>Syllables of a consonant and a vowel: something to learn.</summary>
    private static IEnumerable<string> Words(int count)
    {
        var random = new Random(5);
        string Syllable() => $"{"bdgkl"[random.Next(5)]}{"aeo"[random.Next(3)]}";
        return Enumerable.Range(0, count).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Syllable())));
    }
}
