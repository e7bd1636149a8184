using MinBpe;

namespace Tests;

/// <summary>OpenAI's vocabularies, out of SharpToken's resources, with their encoders.</summary>
public static class Vocabularies
{
    private static readonly Dictionary<string, Lazy<(byte[]?[] Tokens, FastEncoder Encoder)>> All = new()
    {
        ["gpt2"] = Load("r50k_base", SplitPattern.Gpt2),
        ["r50k_base"] = Load("r50k_base", SplitPattern.Gpt2),
        ["p50k_base"] = Load("p50k_base", SplitPattern.Gpt2),
        ["cl100k_base"] = Load("cl100k_base", SplitPattern.Gpt4),
        ["o200k_base"] = Load("o200k_base", SplitPattern.Gpt4o),
    };

    /// <summary>The names.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>The bytes of each token; null for a gap.</summary>
    public static byte[]?[] Tokens(string name) => All[name].Value.Tokens;

    /// <summary>The encoder.</summary>
    public static FastEncoder Encoder(string name) => All[name].Value.Encoder;

    private static Lazy<(byte[]?[] Tokens, FastEncoder Encoder)> Load(string name, SplitPattern pattern) => new(() =>
    {
        using var stream = typeof(SharpToken.GptEncoding).Assembly.GetManifestResourceStream($"SharpToken.data.{name}.tiktoken")!;
        using var reader = new StreamReader(stream);
        var tokens = new List<byte[]?>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            string[] fields = line.Split(' ');
            int id = int.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture);
            while (tokens.Count <= id)
            {
                tokens.Add(null);
            }

            tokens[id] = Convert.FromBase64String(fields[0]);
        }

        return ([.. tokens], new FastEncoder([.. tokens], pattern));
    });
}
