using System.Text.Json;

namespace MinBpe;

/// <summary>The parts that JSON files of tokenizers share.</summary>
internal static class JsonVocabulary
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="TokenizerException">It is missing, too large, or no JSON.</exception>
    public static JsonDocument Open(string path)
    {
        try
        {
            return JsonDocument.Parse(FileReader.ReadVocabularyText(path));
        }
        catch (JsonException e)
        {
            throw new TokenizerException($"{path} is not JSON: {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>An object of names and ids.</summary>
    /// <exception cref="TokenizerException">It is something else, or a name comes twice.</exception>
    public static Dictionary<string, int> Ids(JsonElement element, string source)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new TokenizerException($"{source}: the vocabulary should be an object of tokens and ids.");
        }

        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in element.EnumerateObject())
        {
            string name = Name(entry, source);
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out int id) || id < 0)
            {
                throw new TokenizerException($"{source}: the id of token '{name}' is {entry.Value.GetRawText()}; it should be a whole number from 0 on.");
            }

            if (!ids.TryAdd(name, id))
            {
                throw new TokenizerException($"{source}: token '{name}' is there twice; each must be there once.");
            }
        }

        return ids;
    }

    private static string Name(JsonProperty entry, string source)
    {
        try
        {
            return entry.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new TokenizerException($"{source}: the name of a token is no text (half of a surrogate pair); the file is damaged.", e);
        }
    }
}
