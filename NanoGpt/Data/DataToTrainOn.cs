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
        if (path is not null && TokenFolder.TryOpen(path, start.Codec) is { } tokens)
        {
            try
            {
                output.WriteLine($"data       {tokens.Description}");
                if (start.Source is { } model)
                {
                    CodecChoice.RequireSame(model, tokens.Codec, path);
                }

                return tokens;
            }
            catch
            {
                tokens.Dispose();
                throw;
            }
        }

        var corpus = Corpora.Shakespeare(path);
        output.WriteLine(TrainingText.Source(corpus, isOwn: path is not null));
        return start.Encode(corpus);
    }
}
