using MinBpe;

namespace Benchmarks;

/// <summary>How long a tokenizer takes from nothing to its first ids, and the lecture's readable trainer.</summary>
public static class TokenizerLoadRows
{
    /// <summary>All rows; they have one thread.</summary>
    public static IEnumerable<Plan> Plans(int threads)
    {
        if (threads != 1)
        {
            yield break;
        }

        foreach (string encoding in new[] { "cl100k_base", "o200k_base" })
        {
            string row = $"load {encoding}, first ids included";
            yield return new Plan(row, threads, () => Alone(row, () => Tiktoken.LoadAnew(encoding).EncodeOrdinary("hello world")));
        }

        if (TokenizerTexts.TaylorSwift.Value is { } text)
        {
            const string basic = "train 512 tokens on taylorswift.txt, BasicTokenizer", regex = "train 512 tokens on taylorswift.txt, RegexTokenizer";
            yield return new Plan(basic, threads, () => Alone(basic, () => new BasicTokenizer().Train(text, 512)));
            yield return new Plan(regex, threads, () => Alone(regex, () => new RegexTokenizer().Train(text, 512)));
        }
    }

    private static Row Alone(string row, Action action) => Row.Measure(row, 1, Timing.Of(action), null, "", null);
}
