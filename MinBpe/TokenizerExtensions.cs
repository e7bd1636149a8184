using System.Text;

namespace MinBpe;

/// <summary>What follows from <see cref="ITokenizer"/>'s members.</summary>
public static class TokenizerExtensions
{
    /// <summary>Ids as text; bytes that are not UTF-8 become U+FFFD.</summary>
    /// <exception cref="TokenizerException">An id is not in the vocabulary.</exception>
    public static string Decode(this ITokenizer tokenizer, ReadOnlySpan<int> ids) => Encoding.UTF8.GetString(tokenizer.DecodeBytes(ids));

    /// <summary>The bytes of all tokens, one after the other.</summary>
    /// <exception cref="TokenizerException">An id is not in the vocabulary.</exception>
    internal static byte[] Concatenate(this ITokenizer tokenizer, ReadOnlySpan<int> ids)
    {
        using var bytes = new MemoryStream();
        for (int i = 0; i < ids.Length; i++)
        {
            bytes.Write(tokenizer.TokenBytes(ids[i]) ?? throw UnknownId(tokenizer, ids[i], i));
        }

        return bytes.ToArray();
    }

    /// <summary>The error about an id that no token has.</summary>
    internal static TokenizerException UnknownId(ITokenizer tokenizer, int id, int position) => new(
        $"Id {id} at position {position} is not in the vocabulary of {tokenizer.Name}: ids go from 0 to {tokenizer.VocabularySize - 1}"
        + (id >= 0 && id < tokenizer.VocabularySize ? $", but {id} is unused." : "."));
}
