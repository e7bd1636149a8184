using System.Text;
using MinBpe;

namespace Benchmarks;

/// <summary>Encoding and training of tokenizers, against the faster of the other .NET tokenizers where they do the same.</summary>
public static class TokenizerRows
{
    private const int Megabyte = 1_000_000;

    private static readonly (string Name, Func<string> Text)[] WorstCases =
    [
        ("one letter", () => new string('a', Megabyte)),
        ("blanks", () => new string(' ', Megabyte)),
        ("digits", () => new string('7', Megabyte)),
        ("one emoji", () => string.Concat(Enumerable.Repeat("😀", Megabyte / 4))),
        ("random bytes", () =>
        {
            byte[] bytes = new byte[Megabyte];
            new Random(1).NextBytes(bytes);
            return Encoding.UTF8.GetString(bytes);
        }),
    ];

    /// <summary>What texts this machine lacks, one sentence each.</summary>
    public static IEnumerable<string> Skipped() =>
        TokenizerTexts.All.Where(text => text.Text.Value is null).Select(text => $"Skipped, tokenizers on {text.Name}: needs {text.Needs}.");

    /// <summary>All rows.</summary>
    /// <param name="threads">Threads of ours; the others have one.</param>
    public static IEnumerable<Plan> Plans(int threads)
    {
        foreach (string encoding in new[] { "cl100k_base", "o200k_base" })
        {
            foreach (var (name, text, _) in TokenizerTexts.All)
            {
                if (text.Value is { } there)
                {
                    string row = $"encode {encoding}, {name}";
                    yield return new Plan(row, threads, () => MeasureEncoding(row, encoding, there, threads));
                    if (threads == 1)
                    {
                        string count = $"count {encoding}, {name}";
                        yield return new Plan(count, threads, () => MeasureCounting(count, encoding, there));
                    }

                    if (threads == 1 && QuickTok.IsAvailable(out _))
                    {
                        string beside = $"{row}, beside C++";
                        yield return new Plan(beside, threads, () => MeasureBesideQuickTok(beside, encoding, there));
                    }
                }
            }
        }

        foreach (string encoding in new[] { "cl100k_base", "o200k_base" })
        {
            string row = $"load {encoding}";
            yield return new Plan(row, threads, () => Row.Measure(row, threads, Timing.Of(() => Tiktoken.LoadAnew(encoding)), null, null));
            if (threads == 1)
            {
                string cold = $"{row}, first of a process";
                yield return new Plan(cold, threads, () => Row.Measure(cold, threads, ColdLoad.Of(encoding), null, null));
            }
        }

        foreach (var (name, text) in WorstCases)
        {
            string row = $"encode cl100k_base, 1 MB of {name}";
            yield return new Plan(row, threads, () => MeasureAlone(row, text(), threads));
        }

        (string Name, string? Text, int Vocabulary)[] corpora =
        [
            ("train 512 tokens on taylorswift.txt", TokenizerTexts.TaylorSwift.Value, 512),
            ("train 32,768 tokens on 8 MB of code", TokenizerTexts.Code.Value, 32_768),
        ];
        foreach (var (name, text, vocabulary) in corpora)
        {
            if (text is not null)
            {
                var trainer = new FastTrainer(SplitPattern.Gpt4, TieRule.SmallerPair, threads);
                yield return new Plan(name, threads, () => Row.Measure(name, threads, Timing.Of(() => trainer.Train(text, vocabulary)), null, Bytes(text)));
            }
        }
    }

    private static Row MeasureEncoding(string row, string encoding, string text, int threads)
    {
        var encoder = Encoder(encoding);
        var peer = TokenizerPeers.Fastest(encoding, text);
        return Row.Measure(row, threads, Timing.Of(Encode(encoder, text, threads)), () => peer, Bytes(text));
    }

    private static Row MeasureCounting(string row, string encoding, string text)
    {
        var encoder = Encoder(encoding);
        var peer = TokenizerPeers.FastestCount(encoding, text);
        return Row.Measure(row, 1, Timing.Of(() => encoder.CountTokens(text)), () => peer, Bytes(text));
    }

    private static Row MeasureBesideQuickTok(string row, string encoding, string text)
    {
        var encoder = Encoder(encoding);
        byte[] utf8 = Encoding.UTF8.GetBytes(text); // which is what it gets
        int count = encoder.CountTokens(utf8);
        int[] ids = new int[count]; // both keep the memory of the ids: eight fresh megabytes can take a system as long as their encoding
        return Row.Measure(row, 1, Timing.Of(() => encoder.Encode(utf8, ids)), StartPeer, Bytes(text));

        IPeer StartPeer()
        {
            var peer = new QuickTok(encoding, text);
            return peer.Count == count ? peer : throw new InvalidOperationException($"quicktok has {peer.Count} tokens where we have {count}.");
        }
    }

    private static Row MeasureAlone(string row, string text, int threads) =>
        Row.Measure(row, threads, Timing.Of(Encode(Encoder("cl100k_base"), text, threads)), null, Bytes(text));

    private static Action Encode(FastEncoder encoder, string text, int threads) =>
        threads == 1 ? () => encoder.Encode(text) : () => encoder.EncodeParallel(text.AsMemory(), threads);

    private static Work Bytes(string text) => new(Encoding.UTF8.GetByteCount(text), Bound.Text);

    private static FastEncoder Encoder(string encoding) => new(Tiktoken.Get(encoding).Ranks.Packed, Tiktoken.Get(encoding).Pattern);
}
