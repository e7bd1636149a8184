using System.Collections.Concurrent;

namespace MinBpe;

/// <summary>
/// OpenAI's encodings by tiktoken's names. Their ranks are data within the package SharpToken (MIT), whose code is not
/// used; but for carriage returns they are the files that OpenAI publishes.
/// </summary>
public static class Tiktoken
{
    private static readonly ConcurrentDictionary<string, Lazy<RankTokenizer>> Loaded = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, Lazy<RankTable>> Ranks = new(StringComparer.Ordinal);

    static Tiktoken() => TokenTable.CompileMeanwhile();

    /// <summary>gpt2, r50k_base, p50k_base, p50k_edit, cl100k_base, o200k_base.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. EncodingDefinition.All.Select(encoding => encoding.Name)];

    /// <summary>An encoding; loaded at the first call, shared by all.</summary>
    /// <exception cref="TokenizerException">There is none of this name.</exception>
    public static RankTokenizer Get(string name)
    {
        var definition = EncodingDefinition.Find(name);
        return Loaded.GetOrAdd(name, _ => new Lazy<RankTokenizer>(() => definition.With(RanksOf(definition)))).Value;
    }

    /// <summary>Parses an encoding's ranks anew and builds its tables; for measuring how long that takes.</summary>
    internal static RankTokenizer LoadAnew(string name)
    {
        var definition = EncodingDefinition.Find(name);
        return definition.With(new RankTable(TiktokenFile.Parse(Resource(definition), definition.RanksName)));
    }

    /// <summary>The file of ranks, with the package's line ends.</summary>
    internal static unsafe ReadOnlySpan<byte> Resource(EncodingDefinition definition)
    {
        string name = $"SharpToken.data.{definition.RanksName}.tiktoken";
        // A resource lies in memory as long as its assembly does, which is for good.
        var stream = typeof(SharpToken.GptEncoding).Assembly.GetManifestResourceStream(name) as UnmanagedMemoryStream
            ?? throw new TokenizerException($"The package SharpToken has no {name}: it is not the version that this program was built with.");
        return new ReadOnlySpan<byte>(stream.PositionPointer, checked((int)stream.Length));
    }

    /// <summary>Encodings with the same ranks share them.</summary>
    private static RankTable RanksOf(EncodingDefinition definition) => Ranks.GetOrAdd(
        definition.RanksName,
        name => new Lazy<RankTable>(() => new RankTable(TiktokenFile.Parse(Resource(definition), name)))).Value;
}
