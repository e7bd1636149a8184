using Microsoft.ML.Tokenizers;
using SharpToken;

namespace Benchmarks;

/// <summary>The other tokenizers for .NET.</summary>
public static class TokenizerPeers
{
    private const int Rounds = 3;

    /// <summary>The one that counts a text's tokens faster.</summary>
    /// <inheritdoc cref="Fastest"/>
    public static Peer FastestCount(string encoding, string text)
    {
        var microsoft = TiktokenTokenizer.CreateForEncoding(encoding);
        var sharpToken = GptEncoding.GetEncoding(encoding);
        return Faster(
            new Peer("Microsoft.ML.Tokenizers", () => microsoft.CountTokens(text)),
            new Peer("SharpToken", () => sharpToken.CountTokens(text)));
    }

    /// <summary>The one that encodes a text faster.</summary>
    /// <param name="encoding">tiktoken's name of the vocabulary.</param>
    /// <param name="text">The text.</param>
    public static Peer Fastest(string encoding, string text)
    {
        var microsoft = TiktokenTokenizer.CreateForEncoding(encoding);
        var sharpToken = GptEncoding.GetEncoding(encoding);
        return Faster(
            new Peer("Microsoft.ML.Tokenizers", () => microsoft.EncodeToIds(text)),
            new Peer("SharpToken", () => sharpToken.Encode(text)));
    }

    private static Peer Faster(params Peer[] peers) =>
        peers.MinBy(peer => Enumerable.Range(0, Rounds).Min(_ => peer.Time(1)))!;
}
