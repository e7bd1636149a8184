using System.Text.Encodings.Web;
using System.Text.Json;

namespace MinBpe;

/// <summary>Writes a <c>tokenizer.json</c> that Hugging Face's tokenizers, and <see cref="HuggingFaceFile"/>, read.</summary>
internal static class HuggingFaceWriter
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the whole tokenizer: names, merges found again from the ranks, pattern, special tokens.</summary>
    /// <exception cref="TokenizerException">A token is not merged from two others, or the file cannot be written.</exception>
    public static void Write(string path, RankTokenizer tokenizer)
    {
        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content, Options))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteNull("truncation");
            json.WriteNull("padding");
            WriteAddedTokens(json, tokenizer.SpecialTokens);
            json.WriteNull("normalizer");
            WritePreTokenizer(json, tokenizer.Pattern);
            json.WriteNull("post_processor");
            json.WritePropertyName("decoder");
            WriteByteLevel(json);
            WriteModel(json, tokenizer.Ranks);
            json.WriteEndObject();
        }

        FileWriter.Write(path, content.ToArray());
    }

    private static void WriteAddedTokens(Utf8JsonWriter json, SpecialTokens tokens)
    {
        json.WriteStartArray("added_tokens");
        foreach (var (text, id) in tokens)
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("content", text);
            json.WriteBoolean("single_word", false);
            json.WriteBoolean("lstrip", false);
            json.WriteBoolean("rstrip", false);
            json.WriteBoolean("normalized", false);
            json.WriteBoolean("special", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePreTokenizer(Utf8JsonWriter json, SplitPattern pattern)
    {
        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        json.WriteStartObject();
        json.WriteString("type", "Split");
        json.WriteStartObject("pattern");
        json.WriteString("Regex", HuggingFacePatterns.Write(pattern));
        json.WriteEndObject();
        json.WriteString("behavior", "Isolated");
        json.WriteBoolean("invert", false);
        json.WriteEndObject();
        WriteByteLevel(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", false);
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, RankTable ranks)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteNull("unk_token");
        json.WriteNull("continuing_subword_prefix");
        json.WriteNull("end_of_word_suffix");
        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);
        json.WriteBoolean("ignore_merges", true); // as tiktoken: a piece that is a token is not merged first
        json.WriteStartObject("vocab");
        foreach (int rank in Used(ranks))
        {
            json.WriteNumber(ByteLevel.Text(ranks.Tokens[rank]), rank);
        }

        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach (int rank in Used(ranks))
        {
            if (ranks.PartsOf(rank) is { } parts)
            {
                json.WriteStartArray();
                json.WriteStringValue(ByteLevel.Text(ranks.Tokens[parts.Left]));
                json.WriteStringValue(ByteLevel.Text(ranks.Tokens[parts.Right]));
                json.WriteEndArray();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<int> Used(RankTable ranks) => Enumerable.Range(0, ranks.Tokens.Count).Where(rank => ranks.Tokens[rank] is not null);
}
