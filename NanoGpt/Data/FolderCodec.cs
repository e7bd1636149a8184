using MinBpe;

namespace NanoGpt;

/// <summary>What tokens in files stand for, where a file beside them says it: meta.json of <c>prepare</c>, or nanoGPT's meta.pkl.</summary>
internal static class FolderCodec
{
    /// <summary>Reads what there is.</summary>
    /// <param name="folder">Where the tokens are.</param>
    /// <param name="meta">Its meta.json; null: it has none.</param>
    /// <returns>null: the folder does not say.</returns>
    /// <exception cref="DataException">A file is damaged.</exception>
    public static TextCodec? TryRead(string folder, PreparedMeta? meta)
    {
        if ((meta is null ? PickledMeta.TryRead(folder) : meta.Characters) is { } characters)
        {
            return new CharacterCodec(new Vocabulary(characters));
        }

        if (meta is null)
        {
            return null;
        }

        try
        {
            return meta.Encoding == Gpt2Codec.EncodingName ? new Gpt2Codec()
                : meta.Tokenizer is null ? new RankCodec(Tiktoken.Get(meta.Encoding))
                : TokenizerFile.Open(Path.Combine(folder, meta.Tokenizer)) is RankTokenizer ranks ? new RankCodec(ranks)
                : LlamaCodec.Read(Path.Combine(folder, meta.Tokenizer), meta.VocabSize);
        }
        catch (TokenizerException e)
        {
            throw new DataException(e.Message, e);
        }
    }
}
