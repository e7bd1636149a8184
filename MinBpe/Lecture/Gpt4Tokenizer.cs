namespace MinBpe;

/// <summary>
/// GPT-4's tokenizer as the lecture rebuilds it: a <see cref="RegexTokenizer"/> whose merges are recovered from OpenAI's
/// ranks. Two quirks: a file of ranks does not say which two tokens were merged, so <see cref="RankTable.PartsOf"/> merges
/// each token again; and tokens 0 to 255 are the bytes in another order. It comes trained: there is no training, and
/// minbpe's files have no place for the order of bytes, so no saving and loading either.
/// </summary>
public sealed class Gpt4Tokenizer : Tokenizer
{
    private static readonly Lazy<MergeTable> Recovered = new(RecoverMerges);
    private static readonly Lazy<byte[]> Order = new(() => [.. Enumerable.Range(0, 256).Select(rank => Encoding.Ranks.Tokens[rank]![0])]);

    private readonly RegexSplitter splitter = new(SplitPatterns.Gpt4);

    /// <summary>Loads the vocabulary of cl100k_base.</summary>
    public Gpt4Tokenizer() : base(SplitPatterns.Gpt4)
    {
        Use(Recovered.Value);
        RegisterSpecialTokens([.. Encoding.SpecialTokens]);
    }

    private protected override ReadOnlySpan<byte> ByteOfToken => Order.Value;

    private static RankTokenizer Encoding => Tiktoken.Get("cl100k_base");

    /// <inheritdoc/>
    public override IEnumerable<ReadOnlyMemory<char>> Split(string text) => splitter.Split(text);

    /// <summary>Not possible.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Train(string text, int vocabSize, TieRule ties = TieRule.FirstOccurrence, Action<(int Left, int Right), int, int>? onMerge = null) =>
        throw new NotSupportedException("Gpt4Tokenizer is trained already; train a RegexTokenizer.");

    /// <summary>Writes the vocabulary for people, as minbpe's <c>save_vocab</c> does.</summary>
    /// <exception cref="TokenizerException">The file cannot be written.</exception>
    public void SaveVocab(string path) => FileWriter.Write(path, VocabFile.Text(this, SpecialTokens.Empty));

    private static MergeTable RecoverMerges()
    {
        var merges = new MergeTable();
        for (int rank = 256; rank < Encoding.Ranks.Tokens.Count; rank++)
        {
            merges.Add(Encoding.Ranks.PartsOf(rank)!.Value); // ranks go on without gaps, so merge i makes token 256 + i here too
        }

        return merges;
    }
}
