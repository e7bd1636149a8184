using System.Diagnostics;
using Microsoft.ML.Tokenizers;
using SharpToken;

namespace Benchmarks;

/// <summary>The other tokenizers for .NET.</summary>
public static class TokenizerPeers
{
    /// <summary>The one that counts a text's tokens faster, with its name.</summary>
    /// <inheritdoc cref="Fastest"/>
    public static (string Name, Action Run) FastestCount(string encoding, string text)
    {
        var microsoft = TiktokenTokenizer.CreateForEncoding(encoding);
        var sharpToken = GptEncoding.GetEncoding(encoding);
        (string Name, Action Run)[] peers =
        [
            ("Microsoft.ML.Tokenizers", () => microsoft.CountTokens(text)),
            ("SharpToken", () => sharpToken.CountTokens(text)),
        ];
        return peers.MinBy(peer => Time(peer.Run));
    }

    /// <summary>The one that encodes a text faster, with its name.</summary>
    /// <param name="encoding">tiktoken's name of the vocabulary.</param>
    /// <param name="text">The text.</param>
    public static (string Name, Action Encode) Fastest(string encoding, string text)
    {
        var microsoft = TiktokenTokenizer.CreateForEncoding(encoding);
        var sharpToken = GptEncoding.GetEncoding(encoding);
        (string Name, Action Encode)[] peers =
        [
            ("Microsoft.ML.Tokenizers", () => microsoft.EncodeToIds(text)),
            ("SharpToken", () => sharpToken.Encode(text)),
        ];
        return peers.MinBy(peer => Time(peer.Encode));
    }

    private static double Time(Action encode)
    {
        const int Rounds = 3;
        double best = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            encode();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
