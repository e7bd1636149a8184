using System.Text;

namespace MinBpe;

/// <summary>
/// The tokenizer of Llama and Llama 2 (sentencepiece's BPE), read from llama2.c's file. Unlike the GPTs' it starts from
/// characters, not bytes; a character that is no token falls back to its bytes, tokens 3 to 258; of neighbours that make a
/// token the one with the best score merges first; nothing is cut before; and a text gets a blank in front, so that its
/// first word is like any other. Source: llama2.c's run.c.
/// </summary>
public sealed class LlamaTokenizer : ITokenizer
{
    private const int FirstByte = 3;
    private const int BeginOfText = 1;
    private const int EndOfText = 2;

    private readonly byte[][] tokens; // what they stand for
    private readonly byte[][] spellings; // how the file has them: bytes are <0x00> to <0xFF>
    private readonly float[] scores;
    private readonly Dictionary<byte[], int> ids = new(ByteComparer.Instance);
    private readonly LlamaPieces? pieces; // null: texts must be merged as a whole

    /// <summary>Puts a tokenizer together.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="tokens">Bytes of every token: unknown, begin and end of text, the 256 bytes, then what texts are made of.</param>
    /// <param name="scores">A number for each; larger ones merge first.</param>
    /// <exception cref="TokenizerException">There are fewer than 259 tokens, or a score is no number.</exception>
    public LlamaTokenizer(string name, byte[][] tokens, float[] scores)
    {
        if (tokens.Length < FirstByte + 256 || scores.Length != tokens.Length || scores.Any(score => !float.IsFinite(score)))
        {
            throw new TokenizerException($"{name} has {tokens.Length} tokens and {scores.Length} scores: there must be at least {FirstByte + 256} tokens, each with a finite score.");
        }

        Name = name;
        this.tokens = [.. tokens];
        spellings = tokens;
        this.scores = [.. scores];
        for (int id = FirstByte + 256; id < tokens.Length; id++)
        {
            ids.TryAdd(tokens[id], id); // the first of equal ones
        }

        pieces = LlamaPieces.Suit(tokens.AsSpan(FirstByte + 256)) ? new LlamaPieces(piece => [.. Merge(piece, null)]) : null;
        for (int value = 0; value < 256; value++)
        {
            this.tokens[FirstByte + value] = [(byte)value];
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int VocabularySize => tokens.Length;

    /// <summary>None: begin and end of text cannot be spelled in a text.</summary>
    public SpecialTokens SpecialTokens => SpecialTokens.Empty;

    /// <summary>Reads llama2.c's file: the longest token's length, then for each token its score, its length and its bytes.</summary>
    /// <exception cref="TokenizerException">It is missing, cut off or damaged.</exception>
    public static LlamaTokenizer Read(string path) => LlamaTokenizerFile.Read(path);

    /// <summary>A text as ids, the begin of text first.</summary>
    /// <inheritdoc/>
    public int[] Encode(string text, AllowedSpecial? allowed = null)
    {
        var all = new List<int> { BeginOfText };
        if (pieces is null || text == "")
        {
            all.AddRange(text == "" ? [] : Merge(" " + text, null));
        }
        else
        {
            pieces.Encode(" " + text, all);
        }

        return [.. all];
    }

    /// <inheritdoc/>
    public int CountTokens(string text, AllowedSpecial? allowed = null) => Encode(text, allowed).Length;

    /// <summary>Ids as bytes. Begin and end of text are no text, and the blank that encoding put in front goes again.</summary>
    /// <inheritdoc/>
    public byte[] DecodeBytes(ReadOnlySpan<int> ids)
    {
        using var bytes = new MemoryStream();
        bool first = true;
        for (int i = 0; i < ids.Length; i++)
        {
            byte[] token = TokenBytes(ids[i]) ?? throw TokenizerExtensions.UnknownId(this, ids[i], i);
            if (ids[i] is BeginOfText or EndOfText)
            {
                first = true;
                continue;
            }

            bytes.Write(token.AsSpan(first && token is [(byte)' ', ..] ? 1 : 0));
            first = false;
        }

        return bytes.ToArray();
    }

    /// <inheritdoc/>
    public byte[]? TokenBytes(int id) => (uint)id < (uint)tokens.Length ? tokens[id] : null;

    /// <summary>Nothing is cut.</summary>
    /// <inheritdoc/>
    public IEnumerable<ReadOnlyMemory<char>> Split(string text) => [text.AsMemory()];

    /// <inheritdoc/>
    public IEnumerable<MergeStep> Explain(ReadOnlySpan<char> piece)
    {
        var steps = new List<MergeStep>();
        Merge(" " + piece.ToString(), (left, right, score) => steps.Add(new MergeStep(tokens[left], tokens[right], FormattableString.Invariant($"score {score}"))));
        return steps;
    }

    private List<int> Merge(string text, Action<int, int, float>? onMerge)
    {
        var start = new List<int>();
        foreach (var character in text.EnumerateRunes())
        {
            byte[] bytes = Encoding.UTF8.GetBytes(character.ToString());
            if (ids.TryGetValue(bytes, out int id))
            {
                start.Add(id);
            }
            else
            {
                start.AddRange(bytes.Select(value => FirstByte + value));
            }
        }

        return new ScoredMerges(spellings, scores, ids).Merge(start, onMerge);
    }
}
