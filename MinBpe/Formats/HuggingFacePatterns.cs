using System.Text.Json;

namespace MinBpe;

/// <summary>Which way to cut texts a <c>tokenizer.json</c> describes. The patterns are told apart by their text, in all spellings in use.</summary>
internal static class HuggingFacePatterns
{
    private const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    private const string Gpt4 = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Gpt4Possessive = @"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s";

    private static readonly Dictionary<string, SplitPattern> Known = new(StringComparer.Ordinal)
    {
        [Gpt2] = SplitPattern.Gpt2,
        [SplitPatterns.Gpt2] = SplitPattern.Gpt2,
        [Gpt4] = SplitPattern.Gpt4,
        [SplitPatterns.Gpt4] = SplitPattern.Gpt4,
        [Gpt4Possessive] = SplitPattern.Gpt4,
        [SplitPatterns.Gpt4o] = SplitPattern.Gpt4o,
    };

    /// <summary>The pattern that a file's <c>pre_tokenizer</c> means.</summary>
    /// <exception cref="TokenizerException">It means something else.</exception>
    public static SplitPattern Read(JsonElement root, string path)
    {
        if (!root.TryGetProperty("pre_tokenizer", out var described) || described.ValueKind != JsonValueKind.Object)
        {
            throw new TokenizerException($"{path} has no pre_tokenizer; it must cut texts as one of the GPTs does and then take them as bytes (ByteLevel).");
        }

        JsonElement[] steps = described.GetProperty("type").GetString() == "Sequence" ? [.. described.GetProperty("pretokenizers").EnumerateArray()] : [described];
        SplitPattern? pattern = null;
        bool bytes = false;
        foreach (var step in steps)
        {
            switch (step.GetProperty("type").GetString())
            {
                case "Split" when pattern is null && !bytes:
                    pattern = OfSplit(step, path);
                    break;
                case "ByteLevel" when !bytes:
                    bytes = true;
                    pattern = OfByteLevel(step, pattern, path);
                    break;
                default:
                    throw new TokenizerException($"{path}: the step {step.GetRawText()} of pre_tokenizer cannot be done here; a Split by a GPT's pattern and ByteLevel can.");
            }
        }

        return bytes && pattern is { } found
            ? found
            : throw new TokenizerException($"{path}: pre_tokenizer must cut by a GPT's pattern and end in ByteLevel.");
    }

    /// <summary>The spelling to write: without possessive quantifiers, which not every regular expression engine has.</summary>
    public static string Write(SplitPattern pattern) => pattern switch
    {
        SplitPattern.Gpt2 => Gpt2,
        SplitPattern.Gpt4 => Gpt4,
        SplitPattern.Gpt4o => SplitPatterns.Gpt4o,
        _ => throw new ArgumentOutOfRangeException(nameof(pattern), pattern, "There are Gpt2, Gpt4 and Gpt4o."),
    };

    private static SplitPattern OfSplit(JsonElement step, string path)
    {
        string? text = step.GetProperty("pattern").TryGetProperty("Regex", out var regex) ? regex.GetString() : null;
        bool isolates = step.GetProperty("behavior").GetString() == "Isolated" && !(step.TryGetProperty("invert", out var invert) && invert.GetBoolean());
        return text is not null && isolates && Known.TryGetValue(text, out var pattern)
            ? pattern
            : throw new TokenizerException($"{path} cuts texts by {step.GetRawText()}; only the patterns of GPT-2, GPT-4 and GPT-4o, Isolated, can be used.");
    }

    private static SplitPattern? OfByteLevel(JsonElement step, SplitPattern? before, string path)
    {
        if (step.TryGetProperty("add_prefix_space", out var prefix) && prefix.GetBoolean())
        {
            throw new TokenizerException($"{path} sets add_prefix_space, which cannot be done here.");
        }

        bool cuts = !step.TryGetProperty("use_regex", out var use) || use.GetBoolean();
        return !cuts ? before
            : before is null ? SplitPattern.Gpt2
            : throw new TokenizerException($"{path} cuts texts twice, by a Split and by ByteLevel's own pattern (use_regex); only one can be done here.");
    }
}
