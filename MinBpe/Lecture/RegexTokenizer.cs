namespace MinBpe;

/// <summary>Byte pair encoding within pieces that a regular expression cuts, so that no token is half a word and half a comma.</summary>
public sealed class RegexTokenizer : TrainableTokenizer
{
    private RegexSplitter splitter;

    /// <summary>Cuts by a pattern.</summary>
    /// <param name="pattern">As Python's <c>regex</c> module writes it; null: GPT-4's.</param>
    /// <exception cref="TokenizerException">The pattern is not a regular expression.</exception>
    public RegexTokenizer(string? pattern = null) : base(pattern ?? SplitPatterns.Gpt4) => splitter = new RegexSplitter(Pattern);

    /// <inheritdoc/>
    public override IEnumerable<ReadOnlyMemory<char>> Split(string text) => splitter.Split(text);

    private protected override void UsePattern(string pattern)
    {
        splitter = new RegexSplitter(pattern);
        Pattern = pattern;
    }
}
