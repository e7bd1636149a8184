namespace MinBpe;

/// <summary>
/// The split patterns as OpenAI's tiktoken publishes them (<c>tiktoken_ext/openai_public.py</c>), written for .NET's regex engine:
/// a possessive <c>X++</c> is the atomic group <c>(?>X+)</c>, and <c>(?i:s)</c> is spelt out with the long s (U+017F), which
/// Unicode folds to s but .NET does not.
/// </summary>
/// <remarks>
/// GPT-4's pattern is minbpe's, without the alternative <c>\s++$</c> that newer versions of tiktoken have before <c>\s*[\r\n]</c>: it
/// leaves white space at the very end in one piece, but cl100k_base has no token of white space with blanks after its last
/// newline, so the ids are the same.
/// <para>
/// .NET's engine sees UTF-16 units, so that letters and digits beyond the first plane match neither <c>\p{L}</c> nor <c>\p{N}</c>
/// here. <see cref="TextSplitter"/> reads code points and is exact on every text.
/// </para>
/// </remarks>
public static class SplitPatternText
{
    /// <summary>An apostrophe's ending in any case: 's, 't, 're, 've, 'm, 'll, 'd.</summary>
    private const string AnyCaseEnding = "'(?:[sSſdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])";

    private const string Upper = @"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]";
    private const string Lower = @"[\p{Ll}\p{Lm}\p{Lo}\p{M}]";

    private const string Gpt2 = @"'(?:[sdmt]|ll|ve|re)| ?(?>\p{L}+)| ?(?>\p{N}+)| ?(?>[^\s\p{L}\p{N}]+)|\s+(?!\S)|\s+";

    private const string Gpt4 = AnyCaseEnding
        + @"|(?>[^\r\n\p{L}\p{N}]?)(?>\p{L}+)|(?>\p{N}{1,3})| ?(?>[^\s\p{L}\p{N}]+)(?>[\r\n]*)|\s*[\r\n]|\s+(?!\S)|\s+";

    private const string Gpt4o = @"[^\r\n\p{L}\p{N}]?" + Upper + "*" + Lower + "+(?:" + AnyCaseEnding + ")?"
        + @"|[^\r\n\p{L}\p{N}]?" + Upper + "+" + Lower + "*(?:" + AnyCaseEnding + ")?"
        + @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>A pattern's text.</summary>
    public static string Of(SplitPattern pattern) => pattern switch
    {
        SplitPattern.Gpt2 => Gpt2,
        SplitPattern.Gpt4 => Gpt4,
        SplitPattern.Gpt4o => Gpt4o,
        _ => throw new ArgumentOutOfRangeException(nameof(pattern), pattern, "There are Gpt2, Gpt4 and Gpt4o."),
    };
}
