namespace MinBpe;

/// <summary>A tokenizer of the lecture that can be trained here, and kept in minbpe's files.</summary>
public abstract class TrainableTokenizer : Tokenizer
{
    private string? path;
    private SpecialTokens specialInVocabulary = SpecialTokens.Empty;

    private protected TrainableTokenizer(string pattern) : base(pattern)
    {
    }

    /// <inheritdoc/>
    public override string Name => path ?? base.Name;

    /// <inheritdoc/>
    public override void Train(string text, int vocabSize, TieRule ties = TieRule.FirstOccurrence, Action<(int Left, int Right), int, int>? onMerge = null)
    {
        base.Train(text, vocabSize, ties, onMerge);
        specialInVocabulary = SpecialTokens.Empty;
    }

    /// <summary>Takes over merges that another trainer found.</summary>
    /// <exception cref="TokenizerException">They are not a vocabulary: a part does not exist yet, or a pair comes twice.</exception>
    public void UseMerges(IEnumerable<(int Left, int Right)> merges)
    {
        var table = new MergeTable();
        foreach (var pair in merges)
        {
            if (Math.Min(pair.Left, pair.Right) < 0 || Math.Max(pair.Left, pair.Right) >= table.NextId || !table.Add(pair))
            {
                throw new TokenizerException($"Merge {pair.Left} {pair.Right} cannot be number {table.Pairs.Count}: its parts must be ids below {table.NextId}, and a pair comes once.");
            }
        }

        Use(table);
        specialInVocabulary = SpecialTokens.Empty;
    }

    /// <summary>
    /// Writes minbpe's two files: <c>prefix.model</c>, which <see cref="Load"/> reads, and <c>prefix.vocab</c>, which people
    /// read. As in the original, special tokens are listed in the latter only if they came with a model.
    /// </summary>
    /// <exception cref="TokenizerException">They cannot be written, or a pattern or name has a line break, for which the format has no place.</exception>
    public void Save(string prefix)
    {
        string model = ModelFile.Text(this);
        FileWriter.Write(prefix + ".vocab", VocabFile.Text(this, specialInVocabulary));
        FileWriter.Write(prefix + ".model", model);
    }

    /// <summary>Reads a <c>.model</c> file that minbpe or <see cref="Save"/> wrote.</summary>
    /// <exception cref="TokenizerException">It is not there, damaged, or of another kind.</exception>
    public void Load(string modelFile)
    {
        var model = ModelFile.Read(modelFile);
        try
        {
            UsePattern(model.Pattern);
            UseMerges(model.Merges);
            RegisterSpecialTokens(model.SpecialTokens);
        }
        catch (TokenizerException e)
        {
            throw new TokenizerException($"{modelFile}: {e.Message}", e);
        }

        specialInVocabulary = SpecialTokens;
        path = modelFile;
    }

    /// <summary>Takes over the pattern of a file.</summary>
    private protected abstract void UsePattern(string pattern);
}
