using System.Security.Cryptography;
using System.Text.Json;

namespace Tests;

/// <summary>Texts and ids that OpenAI's own tiktoken gave, as files under $ZEROTOHERO_DATA have them.</summary>
internal static class TokenVectors
{
    public const string Vectors = "tokenizer-vectors/vectors.jsonl";
    public const string Fuzz = "tokenizer-vectors/fuzz1000.jsonl";
    public const string Special = "tokenizer-vectors/special_cl100k.jsonl";
    public const string Documents = "tokenizer-vectors/documents.json";
    public const string Shakespeare = "tinyshakespeare/input.txt";
    public const string TaylorSwift = "taylorswift.txt";

    /// <summary>The lines of a file whose lines name their encoding.</summary>
    public static IEnumerable<(string Encoding, string Text, int[] Ids)> Lines(string file) =>
        Objects(file).Select(line => (line.GetProperty("encoding").GetString()!, line.GetProperty("text").GetString()!, Ids(line.GetProperty("ids"))));

    /// <summary>The lines of fuzz1000.jsonl, for one encoding.</summary>
    public static IEnumerable<(string Text, int[] Ids)> FuzzLines(string encoding) =>
        Objects(Fuzz).Select(line => (line.GetProperty("text").GetString()!, Ids(line.GetProperty(encoding))));

    public static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(TestData.File(file))).RootElement;

    public static int[] Ids(JsonElement array) => [.. array.EnumerateArray().Select(id => id.GetInt32())];

    /// <summary>Of the ids as 32-bit numbers, little-endian.</summary>
    public static string Sha256(IEnumerable<int> ids) => Convert.ToHexStringLower(SHA256.HashData(ids.SelectMany(BitConverter.GetBytes).ToArray()));

    public static string Text(string file) => File.ReadAllText(TestData.File(file));

    private static IEnumerable<JsonElement> Objects(string file) => File.ReadLines(TestData.File(file)).Select(line => JsonDocument.Parse(line).RootElement);
}
