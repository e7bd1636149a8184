namespace NanoGpt;

/// <summary>Opens what <c>train --data</c> names.</summary>
public static class DataToTrainOn
{
    /// <summary>Opens tokens or a text, and says what it is.</summary>
    /// <param name="start">The options, and the model whose tokens a text gets.</param>
    /// <param name="output">Gets a line.</param>
    /// <exception cref="DataException">It is missing or damaged, or is not in the model's tokens.</exception>
    public static TrainingData Open(TrainingStart start, TextWriter output)
    {
        string? path = start.Config.Data;
        if (path is not null && TokenFolder.TryOpen(path) is { } tokens)
        {
            output.WriteLine($"data       {tokens.Description}");
            return start.Source is null || Fits(start.Source, tokens) ? tokens : throw new DataException(
                $"{start.Source.Description} has {start.Source.VocabSize} tokens, the data are {tokens.Codec.Name}: prepare the text in the model's tokens.");
        }

        var corpus = Corpora.Shakespeare(path);
        output.WriteLine(TrainingText.Source(corpus, isOwn: path is not null));
        return start.Encode(corpus);
    }

    /// <summary>Whether a model knows the tokens. The rows of its table may be more.</summary>
    private static bool Fits(ModelSource model, TokenFolder tokens)
    {
        string? characters = (tokens.Codec as CharacterCodec)?.Vocabulary.Characters;
        return tokens.Codec.TokenCount <= model.VocabSize && (model.Characters is null || model.Characters == characters) && (characters is null || model.Tokenizer != TokenizerKind.Gpt2);
    }
}
