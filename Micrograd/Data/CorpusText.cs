using System.Security.Cryptography;

namespace Micrograd;

/// <summary>A training text and where it came from.</summary>
/// <param name="Text">The decoded text.</param>
/// <param name="Source">The file, address or package that was used.</param>
/// <param name="Bytes">The size of the file in bytes.</param>
/// <param name="Sha256">The SHA-256 of the file, in lower-case hexadecimal digits.</param>
/// <param name="IsOriginal">Whether it is the original file, for which the lectures' losses are stated.</param>
/// <param name="Notice">One sentence for the user where it is not the original; else null.</param>
public sealed record CorpusText(string Text, string Source, long Bytes, string Sha256, bool IsOriginal, string? Notice)
{
    /// <summary>Decodes a file's bytes. The notice is dropped when they turn out to be the original.</summary>
    /// <exception cref="DataException">The bytes are none, or no UTF-8.</exception>
    internal static CorpusText From(byte[] bytes, string source, string originalSha256, string notice)
    {
        if (bytes.Length == 0)
        {
            throw new DataException($"{source} is empty: give a file with text in it.");
        }

        string sha256 = Hash(bytes);
        bool isOriginal = sha256 == originalSha256;
        return new CorpusText(InputFile.Decode(bytes, source), source, bytes.Length, sha256, isOriginal, isOriginal ? null : notice);
    }

    internal static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>One line: which text was used, its size and its hash.</summary>
    public string Describe(string name) =>
        FormattableString.Invariant($"{name}: {Source}, {Bytes:N0} bytes, SHA-256 {Sha256}{(IsOriginal ? " (the original)" : "")}");
}
