namespace MinBpe;

/// <summary>
/// The tokenizer for use: a vocabulary of ranks, a way to cut and special tokens, with tiktoken's ids for every text. Safe
/// to share between threads.
/// </summary>
public sealed class RankTokenizer : ITokenizer
{
    private const int LongText = 1 << 20; // characters from which on several threads are worth their start

    private readonly FastEncoder fast;
    private readonly Lazy<ReadableEncoder> readable; // for explanations

    /// <summary>Puts a tokenizer together.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="ranks">The vocabulary.</param>
    /// <param name="pattern">How texts are cut.</param>
    /// <param name="specialTokens">Names and ids, apart from the ranks.</param>
    /// <exception cref="TokenizerException">A special token has the id of another token.</exception>
    public RankTokenizer(string name, RankTable ranks, SplitPattern pattern, SpecialTokens specialTokens)
    {
        var tokens = ranks.Packed;
        foreach (var (text, id) in specialTokens)
        {
            if (id < tokens.Count && tokens.Length(id) > 0)
            {
                throw new TokenizerException($"{name}: the special token '{text}' has the id {id} of the token '{TokenText.Render(tokens.Of(id))}'.");
            }
        }

        Name = name;
        Ranks = ranks;
        Pattern = pattern;
        SpecialTokens = specialTokens;
        VocabularySize = Math.Max(tokens.Count, specialTokens.LargestId + 1);
        fast = new FastEncoder(tokens, pattern);
        readable = new Lazy<ReadableEncoder>(() => new ReadableEncoder(ranks, pattern));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The bytes of all tokens but the special ones.</summary>
    public RankTable Ranks { get; }

    /// <summary>How texts are cut.</summary>
    public SplitPattern Pattern { get; }

    /// <inheritdoc/>
    public SpecialTokens SpecialTokens { get; }

    /// <inheritdoc/>
    public int VocabularySize { get; }

    /// <summary>A text as ids; special tokens are text like any other.</summary>
    public int[] EncodeOrdinary(string text) => EncodeOrdinary(text.AsMemory());

    /// <summary>Where a long text can be cut in two: the ids of its parts are the ids of the whole. For texts that do not fit into the memory.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="near">The last such place before this one is wanted; if there is none, the first from there on.</param>
    /// <returns>The place; the text's length if there is none.</returns>
    public int CutNear(ReadOnlySpan<byte> utf8, int near) => SafeCut.Near(utf8, near, Pattern);

    /// <inheritdoc/>
    public int[] Encode(string text, AllowedSpecial? allowed = null)
    {
        var ids = new List<int>();
        foreach (var (part, special) in SpecialTokens.Cut(text, allowed))
        {
            if (special >= 0)
            {
                ids.Add(special);
            }
            else
            {
                ids.AddRange(EncodeOrdinary(part));
            }
        }

        return [.. ids];
    }

    /// <inheritdoc/>
    public int CountTokens(string text, AllowedSpecial? allowed = null) =>
        SpecialTokens.Cut(text, allowed).Sum(part => part.Id >= 0 ? 1 : fast.CountTokens(part.Text.Span));

    /// <inheritdoc/>
    public byte[] DecodeBytes(ReadOnlySpan<int> ids) => this.Concatenate(ids);

    /// <inheritdoc/>
    public byte[]? TokenBytes(int id) => ((uint)id < (uint)Ranks.Tokens.Count ? Ranks.Tokens[id] : null) ?? SpecialTokens.Bytes(id);

    /// <inheritdoc/>
    public IEnumerable<ReadOnlyMemory<char>> Split(string text) => readable.Value.Split(text);

    /// <inheritdoc/>
    public IEnumerable<MergeStep> Explain(ReadOnlySpan<char> piece) => readable.Value.Explain(piece);

    private int[] EncodeOrdinary(ReadOnlyMemory<char> text) => text.Length < LongText ? fast.Encode(text.Span) : fast.EncodeParallel(text);
}
