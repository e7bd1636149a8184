namespace MinBpe;

/// <summary>How text is cut into pieces before any merging; no token spans two pieces.</summary>
public enum SplitPattern
{
    /// <summary>GPT-2's pattern: gpt2, r50k_base, p50k_base, p50k_edit.</summary>
    Gpt2,

    /// <summary>GPT-4's pattern: cl100k_base.</summary>
    Gpt4,

    /// <summary>GPT-4o's pattern: o200k_base.</summary>
    Gpt4o,
}
