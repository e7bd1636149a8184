namespace Makemore;

/// <summary>Sampled words, sorted by where they stand: a model that only repeats its training words has learned them by heart.</summary>
public static class SampleReport
{
    /// <summary>A line for each kind of word: in the words to learn from, in those to test, or new.</summary>
    public static string Format(IReadOnlyList<string> words, WordData data)
    {
        var kinds = words.ToLookup(word => data.Train.Contains(word) ? "in train" : data.Test.Contains(word) ? "in test" : "new");
        return string.Join('\n', new[] { "in train", "in test", "new" }
            .Select(kind => $"{kinds[kind].Count(),2} {kind,-8} {string.Join(", ", kinds[kind])}".TrimEnd()));
    }
}
