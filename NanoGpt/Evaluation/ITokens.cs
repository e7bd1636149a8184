namespace NanoGpt;

/// <summary>A long row of tokens, in memory or in a file.</summary>
public interface ITokens
{
    /// <summary>How many.</summary>
    long Count { get; }

    /// <summary>Copies some of them.</summary>
    /// <param name="start">The first.</param>
    /// <param name="into">As many as are wanted.</param>
    /// <exception cref="DataException">The file cannot be read.</exception>
    void Read(long start, Span<int> into);
}

/// <summary>Tokens in memory.</summary>
/// <param name="tokens">The tokens.</param>
public sealed class TokenArray(int[] tokens) : ITokens
{
    /// <inheritdoc/>
    public long Count => tokens.Length;

    /// <inheritdoc/>
    public void Read(long start, Span<int> into) => tokens.AsSpan((int)start, into.Length).CopyTo(into);
}
