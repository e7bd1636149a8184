namespace NanoGpt;

/// <summary>What a model is measured on.</summary>
/// <param name="Tokens">The tokens, all of them within the model's vocabulary.</param>
/// <param name="Codec">Tells how many bytes a token stands for; null: nobody knows.</param>
/// <param name="Description">Where they come from, for people.</param>
public sealed record EvalData(ITokens Tokens, TextCodec? Codec, string Description) : IDisposable
{
    /// <summary>Opens a text, or a file of tokens.</summary>
    /// <param name="path">The file; null: tiny Shakespeare is looked for.</param>
    /// <param name="split">The part of a text, cut as for training; null: all. A file of tokens is one part already and used whole.</param>
    /// <param name="source">The model, for its vocabulary.</param>
    /// <exception cref="DataException">The file is missing or damaged, or is not in the model's vocabulary.</exception>
    public static EvalData Open(string? path, Split? split, ModelSource source)
    {
        if (path is not null && File.Exists(path) && TokenFile.TryOpen(path) is { } file)
        {
            try
            {
                file.RequireWithin(source.VocabSize);
                return new EvalData(file, CodecChoice.For(source), file.Description);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }

        var corpus = Corpora.Shakespeare(path);
        var codec = CodecChoice.Require(source, corpus);
        int[] tokens = codec.EncodeText(TextData.Part(corpus.Text, split));
        string part = split is { } known ? known.ToString().ToLowerInvariant() : "all";
        return new EvalData(new TokenArray(tokens), codec, FormattableString.Invariant($"{corpus.Source}, part {part}: {tokens.Length:N0} tokens ({codec.Name})"));
    }

    /// <inheritdoc/>
    public void Dispose() => (Tokens as IDisposable)?.Dispose();
}
