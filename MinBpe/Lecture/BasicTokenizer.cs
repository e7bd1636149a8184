namespace MinBpe;

/// <summary>Byte pair encoding on the whole text: the lecture's first tokenizer. A token may cross words, blanks and lines.</summary>
public sealed class BasicTokenizer() : TrainableTokenizer("")
{
    /// <inheritdoc/>
    public override IEnumerable<ReadOnlyMemory<char>> Split(string text) => [text.AsMemory()];

    private protected override void UsePattern(string pattern)
    {
        if (pattern != "")
        {
            throw new TokenizerException("The model cuts texts by a pattern, which BasicTokenizer cannot: load it by RegexTokenizer.");
        }
    }
}
