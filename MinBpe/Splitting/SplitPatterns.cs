namespace MinBpe;

/// <summary>The regular expressions that cut texts for the GPTs, as Python's <c>regex</c> module writes them.</summary>
public static class SplitPatterns
{
    /// <summary>GPT-2's, in the lecture's spelling.</summary>
    public const string Gpt2 = @"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>GPT-4's (cl100k_base), in the lecture's spelling. New: any case of 's, a number of three digits at most, line breaks apart.</summary>
    public const string Gpt4 = @"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+";

    /// <summary>GPT-4o's (o200k_base). New: aWordLikeThis is cut before its capitals, 's stays with the word, marks are letters.</summary>
    public const string Gpt4o =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?" +
        @"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?" +
        @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The pattern of a name.</summary>
    public static string Text(SplitPattern pattern) => pattern switch
    {
        SplitPattern.Gpt2 => Gpt2,
        SplitPattern.Gpt4 => Gpt4,
        SplitPattern.Gpt4o => Gpt4o,
        _ => throw new ArgumentOutOfRangeException(nameof(pattern), pattern, "There are Gpt2, Gpt4 and Gpt4o."),
    };
}
