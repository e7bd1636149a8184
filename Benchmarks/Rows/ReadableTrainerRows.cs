using MinBpe;

namespace Benchmarks;

/// <summary>The lecture's own way to train, written to be read.</summary>
public static class ReadableTrainerRows
{
    /// <summary>All rows; they have one thread.</summary>
    public static IEnumerable<Plan> Plans(int threads)
    {
        if (threads == 1 && TokenizerTexts.TaylorSwift.Value is { } text)
        {
            yield return Plan("BasicTokenizer", () => new BasicTokenizer().Train(text, 512));
            yield return Plan("RegexTokenizer", () => new RegexTokenizer().Train(text, 512));
        }
    }

    private static Plan Plan(string name, Action train)
    {
        string row = $"train 512 tokens on taylorswift.txt, {name}";
        return new Plan(row, 1, () => Row.Measure(row, 1, Timing.Of(train), null, null));
    }
}
