namespace MinBpe;

/// <summary>What every tokenizer here can do, whichever file it came from.</summary>
public interface ITokenizer
{
    /// <summary>What to call it: an encoding's name or a file's path.</summary>
    string Name { get; }

    /// <summary>One more than the largest id, special tokens included.</summary>
    int VocabularySize { get; }

    /// <summary>Tokens that stand for no text, such as the end of a document.</summary>
    SpecialTokens SpecialTokens { get; }

    /// <summary>A text as ids.</summary>
    /// <param name="text">Any text; a lone surrogate counts as U+FFFD.</param>
    /// <param name="allowed">What happens to special tokens that are spelled out in the text; null: they are refused.</param>
    /// <exception cref="TokenizerException">The text spells a special token that is not allowed.</exception>
    int[] Encode(string text, AllowedSpecial? allowed = null);

    /// <summary>How many ids <see cref="Encode"/> would give.</summary>
    /// <exception cref="TokenizerException">As there.</exception>
    int CountTokens(string text, AllowedSpecial? allowed = null);

    /// <summary>Ids as bytes; of text cut in the middle of a character they need not be whole UTF-8.</summary>
    /// <exception cref="TokenizerException">An id is not in the vocabulary.</exception>
    byte[] DecodeBytes(ReadOnlySpan<int> ids);

    /// <summary>The bytes of one token, or null where no token has this id.</summary>
    byte[]? TokenBytes(int id);

    /// <summary>The pieces that a text is cut into before merging, in order; together they are the text.</summary>
    IEnumerable<ReadOnlyMemory<char>> Split(string text);

    /// <summary>The merges that turn one piece into tokens, in the order in which they are made.</summary>
    IEnumerable<MergeStep> Explain(ReadOnlySpan<char> piece);
}
