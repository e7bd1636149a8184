namespace NanoGpt;

/// <summary>
/// A whole text that fits into the memory, as the originals take tiny Shakespeare. nanoGPT: the first int(0.9·length) characters
/// train, the others validate, with no token between. llm.c: an end of text before each part that a blank line ends, and the
/// first 32,768 tokens validate. Sources: nanoGPT's data/shakespeare and shakespeare_char, llm.c's tinyshakespeare.py.
/// </summary>
/// <param name="text">The text.</param>
/// <param name="input">Its name and length.</param>
/// <param name="tokenizer">Makes the tokens; null: each character is one.</param>
/// <param name="format">Of the files.</param>
internal sealed class ShakespearePreparation(string text, PreparedInput input, DocumentTokenizer? tokenizer, TokenFormat format)
{
    /// <summary>The recipe's name.</summary>
    public const string Name = "shakespeare";

    /// <summary>The same, a token for each character.</summary>
    public const string CharacterName = "shakespeare-char";

    /// <summary>The name of the encoding that makes a token of each character.</summary>
    public const string CharacterEncoding = "char";

    private const int LlmcValTokens = 32_768;
    private const string BlankLine = "\n\n";

    /// <summary>Makes the files.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="finished">Hears of every file, and how many tokens it has.</param>
    /// <exception cref="DataException">The folder has something else, or a part would be empty.</exception>
    public PreparedMeta Run(string folder, Action<string, long> finished)
    {
        var vocabulary = tokenizer is null ? new Vocabulary(text) : null;
        var meta = new PreparedMeta
        {
            Dataset = Name,
            Encoding = tokenizer?.Name ?? CharacterEncoding,
            VocabSize = tokenizer?.VocabSize ?? vocabulary!.Size,
            Width = tokenizer?.Width ?? sizeof(ushort),
            Format = format.ToString().ToLowerInvariant(),
            ShardSize = 0,
            Inputs = [input],
            Characters = vocabulary?.Characters,
            Tokenizer = tokenizer?.File?.Name,
            TokenizerSha256 = tokenizer?.File?.Sha256,
            Progress = PrepareProgress.Beginning(2),
        };
        tokenizer?.RequireFits(format);
        var (train, val) = vocabulary is not null ? (vocabulary.Encode(TextData.Part(text, Split.Train)), vocabulary.Encode(TextData.Part(text, Split.Val)))
            : format == TokenFormat.Bin ? (tokenizer!.Encode(TextData.Part(text, Split.Train)), tokenizer.Encode(TextData.Part(text, Split.Val)))
            : Sections(tokenizer!);
        if (train.Length == 0 || val.Length == 0)
        {
            throw new DataException($"{input.Name} makes {train.Length} tokens to train on and {val.Length} to validate: both parts need some. Give a longer text.");
        }

        if (meta.GoOnOrBegin(folder, tokenizer) is { Progress: null } before)
        {
            return before;
        }

        Write(folder, "train", train, meta.Width, finished);
        Write(folder, "val", val, meta.Width, finished);
        if (vocabulary is not null && !vocabulary.Characters.Any(char.IsSurrogate)) // Python's characters are no halves of pairs
        {
            PickledMeta.Write(folder, vocabulary.Characters);
        }

        var done = meta with { Progress = null, Documents = 1, TrainTokens = train.Length, ValTokens = val.Length };
        done.Write(folder);
        return done;
    }

    private (int[] Train, int[] Val) Sections(DocumentTokenizer encoder)
    {
        var tokens = new List<int>();
        string[] sections = text.Split(BlankLine);
        for (int i = 0; i < sections.Length; i++)
        {
            tokens.Add(encoder.Separator);
            tokens.AddRange(encoder.Encode(i < sections.Length - 1 ? sections[i] + BlankLine : sections[i]));
        }

        int cut = Math.Min(LlmcValTokens, tokens.Count / 10); // a tenth of a text that is shorter than Shakespeare's
        return ([.. tokens.Skip(cut)], [.. tokens.Take(cut)]);
    }

    private void Write(string folder, string part, int[] tokens, int width, Action<string, long> finished)
    {
        string name = format == TokenFormat.Bin ? $"{part}.bin" : $"tiny_shakespeare_{part}.bin";
        using var writer = new ShardWriter(folder, _ => (name, long.MaxValue), format, width, default) { Finished = finished };
        writer.Write(tokens);
        writer.Finish();
    }
}
