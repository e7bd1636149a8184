using System.Text.Json;

namespace MinBpe;

/// <summary>
/// Hugging Face's <c>tokenizer.json</c>, as far as it says byte-level BPE with one of the GPTs' patterns; whatever else it
/// can say would give other ids and is refused by name. Added tokens count as special tokens; a post-processor that puts
/// tokens before and after a text is not applied.
/// </summary>
internal static class HuggingFaceFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="TokenizerException">It is missing, damaged, or says something that cannot be done here.</exception>
    public static RankTokenizer Read(string path)
    {
        using var json = JsonVocabulary.Open(path);
        try
        {
            return Read(json.RootElement, path);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new TokenizerException($"{path} is JSON, but not as a tokenizer.json is laid out: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static RankTokenizer Read(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("model", out var model))
        {
            throw new TokenizerException($"{path} is no tokenizer.json: it has no \"model\".");
        }

        string? type = Optional(model, "type")?.GetString();
        if (type is not (null or "BPE"))
        {
            throw new TokenizerException($"{path} holds a tokenizer of type {type}; only BPE can be read.");
        }

        RefuseSettings(root, model, path);
        var (ranks, others) = MergeList.Build(JsonVocabulary.Ids(model.GetProperty("vocab"), path), Merges(model.GetProperty("merges"), path), path);
        var added = Added(root, path);
        foreach (var (name, id) in others.Where(other => !added.Contains(other)))
        {
            throw new TokenizerException($"{path}: token {id}, '{name}', is neither a byte nor merged nor one of the added tokens; it could never be reached.");
        }

        return new RankTokenizer(path, ranks, HuggingFacePatterns.Read(root, path), new SpecialTokens(added));
    }

    /// <summary>Settings that change ids.</summary>
    private static void RefuseSettings(JsonElement root, JsonElement model, string path)
    {
        if (Optional(root, "normalizer") is { } normalizer)
        {
            throw new TokenizerException($"{path} changes texts by a normalizer ({Optional(normalizer, "type")}) first, which cannot be done here.");
        }

        foreach (string name in new[] { "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "byte_fallback" })
        {
            if (Optional(model, name) is { } value && value.ValueKind != JsonValueKind.False && value.ToString() is not ("" or "0" or "0.0"))
            {
                throw new TokenizerException($"{path} sets {name} to {value}, which cannot be done here; only plain byte-level BPE can.");
            }
        }
    }

    private static IEnumerable<(string Left, string Right)> Merges(JsonElement merges, string path)
    {
        int number = 0;
        foreach (var merge in merges.EnumerateArray())
        {
            number++;
            string[] parts = merge.ValueKind == JsonValueKind.String
                ? merge.GetString()!.Split(' ')
                : [.. merge.EnumerateArray().Select(part => part.GetString() ?? "")];
            yield return parts.Length == 2
                ? (parts[0], parts[1])
                : throw new TokenizerException($"{path}, merge {number}: {merge.GetRawText()} should be two tokens.");
        }
    }

    private static List<(string Text, int Id)> Added(JsonElement root, string path)
    {
        var added = new List<(string Text, int Id)>();
        foreach (var token in Optional(root, "added_tokens")?.EnumerateArray().ToArray() ?? [])
        {
            string name = token.GetProperty("content").GetString()!;
            foreach (string setting in new[] { "single_word", "lstrip", "rstrip" })
            {
                if (Optional(token, setting)?.ValueKind == JsonValueKind.True)
                {
                    throw new TokenizerException($"{path}: the added token '{name}' sets {setting}, which cannot be done here.");
                }
            }

            added.Add((name, token.GetProperty("id").GetInt32()));
        }

        return added;
    }

    private static JsonElement? Optional(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
