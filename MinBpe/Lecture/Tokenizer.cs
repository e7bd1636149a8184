using System.Text;

namespace MinBpe;

/// <summary>
/// The lecture's tokenizer: bytes, and merges of pairs that training found. Tokens 0 to 255 are bytes; merge i makes token
/// 256 + i. Subclasses say how a text is cut into pieces first. Source: lecture 8, minbpe.
/// </summary>
public abstract class Tokenizer : ITokenizer
{
    private MergeTable merges = new();
    private byte[][] vocabulary;

    /// <summary>Starts with the 256 bytes and no merges.</summary>
    private protected Tokenizer(string pattern)
    {
        Pattern = pattern;
        vocabulary = merges.BuildVocabulary(ByteOfToken);
    }

    /// <inheritdoc/>
    public virtual string Name => GetType().Name;

    /// <summary>The regular expression that cuts texts into pieces; empty: they are not cut.</summary>
    public string Pattern { get; private protected set; }

    /// <summary>Merges in the order in which they were found.</summary>
    public IReadOnlyList<(int Left, int Right)> Merges => merges.Pairs;

    /// <inheritdoc/>
    public SpecialTokens SpecialTokens { get; private set; } = SpecialTokens.Empty;

    /// <inheritdoc/>
    public int VocabularySize => Math.Max(vocabulary.Length, SpecialTokens.LargestId + 1);

    /// <summary>Which byte each of the tokens 0 to 255 stands for.</summary>
    private protected virtual ReadOnlySpan<byte> ByteOfToken => AllBytes;

    /// <summary>0, 1, ..., 255.</summary>
    private protected static byte[] AllBytes { get; } = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    /// <summary>Learns merges from a text.</summary>
    /// <param name="text">What to learn from.</param>
    /// <param name="vocabSize">256 and the number of merges.</param>
    /// <param name="ties">Which of equally frequent pairs goes first.</param>
    /// <param name="onMerge">Hears of every merge: the pair, its id, and how often it occurred.</param>
    /// <exception cref="TokenizerException">The size is below 256, or the text too short for it.</exception>
    public virtual void Train(string text, int vocabSize, TieRule ties = TieRule.FirstOccurrence, Action<(int Left, int Right), int, int>? onMerge = null)
    {
        RequireSize(vocabSize);
        var pieces = Split(text).Select(piece => Utf8(piece.Span));
        Use(new SimpleTrainer(pieces).Train(vocabSize, ties, onMerge));
    }

    /// <summary>Sets the special tokens, in place of any before.</summary>
    /// <exception cref="TokenizerException">A name or id is there twice, or an id is a merge's.</exception>
    public void RegisterSpecialTokens(params (string Text, int Id)[] tokens)
    {
        foreach (var (text, id) in tokens.Where(token => token.Id < vocabulary.Length))
        {
            throw new TokenizerException($"Special token '{text}' cannot have id {id}: ids below {vocabulary.Length} belong to bytes and merges.");
        }

        SpecialTokens = new SpecialTokens(tokens);
    }

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
                EncodeOrdinary(part.ToString(), ids);
            }
        }

        return [.. ids];
    }

    /// <inheritdoc/>
    public int CountTokens(string text, AllowedSpecial? allowed = null) => Encode(text, allowed).Length;

    /// <inheritdoc/>
    public byte[] DecodeBytes(ReadOnlySpan<int> ids) => this.Concatenate(ids);

    /// <inheritdoc/>
    public byte[]? TokenBytes(int id) => (uint)id < (uint)vocabulary.Length ? vocabulary[id] : SpecialTokens.Bytes(id);

    /// <inheritdoc/>
    public abstract IEnumerable<ReadOnlyMemory<char>> Split(string text);

    /// <inheritdoc/>
    public IEnumerable<MergeStep> Explain(ReadOnlySpan<char> piece)
    {
        var steps = new List<MergeStep>();
        merges.Apply(Tokens(piece), (pair, id) => steps.Add(new MergeStep(vocabulary[pair.Left], vocabulary[pair.Right], $"merge {id}")));
        return steps;
    }

    /// <summary>Takes over merges that were found or read.</summary>
    private protected void Use(MergeTable found)
    {
        vocabulary = found.BuildVocabulary(ByteOfToken);
        merges = found;
    }

    /// <exception cref="TokenizerException">A vocabulary has at least the 256 bytes.</exception>
    internal static void RequireSize(int vocabSize)
    {
        if (vocabSize < 256)
        {
            throw new TokenizerException($"A vocabulary of {vocabSize} is too small: the 256 bytes are always in it; ask for 256 or more.");
        }
    }

    private void EncodeOrdinary(string text, List<int> ids)
    {
        foreach (var piece in Split(text))
        {
            var tokens = Tokens(piece.Span);
            merges.Apply(tokens);
            ids.AddRange(tokens);
        }
    }

    /// <summary>A piece as tokens below 256, one a byte.</summary>
    private List<int> Tokens(ReadOnlySpan<char> piece)
    {
        var byteOfToken = ByteOfToken;
        var tokens = new List<int>(piece.Length);
        foreach (byte value in Utf8(piece))
        {
            tokens.Add(byteOfToken.IndexOf(value));
        }

        return tokens;
    }

    private static byte[] Utf8(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
