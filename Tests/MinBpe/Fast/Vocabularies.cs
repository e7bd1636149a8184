using MinBpe;

namespace Tests;

/// <summary>OpenAI's vocabularies by three ways to cut, as the readable and the fast encoder have them.</summary>
public static class Vocabularies
{
    /// <summary>A name for each way to cut.</summary>
    public static readonly string[] Names = ["p50k_base", "cl100k_base", "o200k_base"];

    private static readonly Dictionary<string, byte[]?[]> AllTokens =
        Names.ToDictionary(name => name, name => (byte[]?[])[.. Tiktoken.Get(name).Ranks.Tokens]);

    private static readonly Dictionary<string, FastEncoder> FastOnes =
        Names.ToDictionary(name => name, name => new FastEncoder(Tokens(name), Tiktoken.Get(name).Pattern));

    private static readonly Dictionary<string, ReadableEncoder> ReadableOnes =
        Names.ToDictionary(name => name, name => new ReadableEncoder(Tiktoken.Get(name).Ranks, Tiktoken.Get(name).Pattern));

    /// <summary>The bytes of each token; null for a gap.</summary>
    public static byte[]?[] Tokens(string name) => AllTokens[name];

    /// <summary>The encoder under test.</summary>
    public static FastEncoder Fast(string name) => FastOnes[name];

    /// <summary>The one that is plain enough to believe.</summary>
    public static ReadableEncoder Readable(string name) => ReadableOnes[name];
}
