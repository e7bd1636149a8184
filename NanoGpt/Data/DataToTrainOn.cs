namespace NanoGpt;

/// <summary>Opens what <c>train --data</c> names.</summary>
public static class DataToTrainOn
{
    /// <summary>Opens tokens or a text, and says what it is.</summary>
    /// <param name="path">A folder or file of tokens, or a text; null: tiny Shakespeare is looked for.</param>
    /// <param name="output">Gets a line.</param>
    /// <exception cref="DataException">It is missing or damaged.</exception>
    public static TrainingData Open(string? path, TextWriter output)
    {
        if (path is not null && TokenFolder.TryOpen(path) is { } tokens)
        {
            output.WriteLine($"data       {tokens.Description}");
            return tokens;
        }

        var corpus = Corpora.Shakespeare(path);
        output.WriteLine(TrainingText.Source(corpus, isOwn: path is not null));
        return new TextData(corpus.Text);
    }
}
