namespace NanoGpt;

/// <summary>What a model is measured on.</summary>
/// <param name="Tokens">The tokens, all of them within the model's vocabulary.</param>
/// <param name="Codec">Tells how many bytes a token stands for; null: nobody knows.</param>
/// <param name="Description">Where they come from, for people.</param>
public sealed record EvalData(ITokens Tokens, TextCodec? Codec, string Description) : IDisposable
{
    private IDisposable? Owner { get; init; }

    /// <summary>Opens a text, or a file or a folder of tokens.</summary>
    /// <param name="path">The file or folder; null: tiny Shakespeare is looked for.</param>
    /// <param name="split">The part of a text, cut as for training; null: all. A file of tokens is one part already and used whole.</param>
    /// <param name="source">The model, for its vocabulary.</param>
    /// <exception cref="DataException">The file is missing or damaged, or is not in the model's vocabulary.</exception>
    public static EvalData Open(string? path, Split? split, ModelSource source)
    {
        if (path is not null && Directory.Exists(path))
        {
            return OfFolder(path, split, source);
        }

        if (path is not null && File.Exists(path) && TokenFile.TryOpen(path) is { } file)
        {
            try
            {
                string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
                var prepared = FolderCodec.TryRead(folder, PreparedMeta.TryRead(folder));
                if (prepared is not null)
                {
                    CodecChoice.RequireSame(source, prepared, path);
                }

                file.RequireWithin(source.VocabSize);
                return new EvalData(file, prepared ?? CodecChoice.For(source), file.Description) { Owner = file };
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
    public void Dispose() => Owner?.Dispose();

    /// <summary>A part of prepared tokens.</summary>
    private static EvalData OfFolder(string path, Split? split, ModelSource source)
    {
        var data = TokenFolder.TryOpen(path, CodecChoice.OrNumbers(source))!;
        try
        {
            CodecChoice.RequireSame(source, data.Codec, path);
            var part = split ?? throw new DataException($"{path} is a folder of tokens: choose the part train or val with --split.");
            return new EvalData(data.Of(part), data.Codec is NumberCodec ? null : data.Codec, FormattableString.Invariant($"{data.Description}, part {part.ToString().ToLowerInvariant()}: {data.Of(part).Count:N0}")) { Owner = data };
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }
}
