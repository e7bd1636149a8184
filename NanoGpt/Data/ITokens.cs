namespace NanoGpt;

/// <summary>A long row of tokens, in memory or in files.</summary>
public interface ITokens
{
    /// <summary>How many.</summary>
    long Count { get; }

    /// <summary>How many each of the files has that they lie in, in their order; together <see cref="Count"/>.</summary>
    IReadOnlyList<long> ShardLengths => [Count];

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

/// <summary>A part of other tokens.</summary>
/// <param name="whole">The others.</param>
/// <param name="first">The first of the part.</param>
/// <param name="count">How many it has.</param>
public sealed class TokenRange(ITokens whole, long first, long count) : ITokens
{
    /// <inheritdoc/>
    public long Count => count;

    /// <inheritdoc/>
    public void Read(long start, Span<int> into) => whole.Read(first + start, into);
}
