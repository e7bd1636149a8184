using MinBpe;

namespace NanoGpt;

/// <summary>Finds out what the tokens of a GPT stand for.</summary>
public static class CodecChoice
{
    /// <summary>The codec of a model: its characters or its encoding where its file has them, GPT-2's tokens where their number is GPT-2's; null: nobody knows.</summary>
    /// <param name="source">The model.</param>
    /// <param name="text">A text whose characters are the vocabulary if there are as many as the model has tokens; null: none.</param>
    public static TextCodec? For(ModelSource source, string? text = null)
    {
        if (source.Characters is { } characters)
        {
            return new CharacterCodec(new Vocabulary(characters));
        }

        if (source.Tokenizer == TokenizerKind.Gpt2)
        {
            return new Gpt2Codec();
        }

        if (source.Encoding is { } name)
        {
            return new RankCodec(Tiktoken.Get(name));
        }

        return text?.Length > 0 && new Vocabulary(text) is var own && own.Size == source.VocabSize ? new CharacterCodec(own) : null;
    }

    /// <summary>The codec of tokens that do not say what they stand for: a model's, or numbers where that does not say it either.</summary>
    public static TextCodec OrNumbers(ModelSource source) => For(source) ?? new NumberCodec(source.VocabSize);

    /// <summary>Makes sure that data are in a model's tokens. Rows of its table may be left over.</summary>
    /// <param name="source">The model.</param>
    /// <param name="data">What the data's tokens stand for.</param>
    /// <param name="path">The data.</param>
    /// <exception cref="DataException">They are others. Of a model that does not say what its tokens are, only their number is known.</exception>
    public static void RequireSame(ModelSource source, TextCodec data, string path)
    {
        string? encoding = source.Tokenizer == TokenizerKind.Gpt2 ? Gpt2Codec.EncodingName : source.Encoding;
        bool isSame = source.Characters is { } characters ? data is CharacterCodec { Vocabulary: var own } && own.Characters == characters
            : encoding is not null ? data is RankCodec { IsNamed: true } ranks && ranks.Encoding == encoding
            : source is not Llama2cSource || data is LlamaCodec or NumberCodec;
        if (!isSame || data.TokenCount > source.VocabSize)
        {
            throw new DataException(
                $"{path} is made of {data.Name} ({data.TokenCount}), the model has {For(source)?.Name ?? "tokens of its own"} ({source.VocabSize}): prepare the text in the model's tokens.");
        }
    }

    /// <summary>The codec of a model for a text.</summary>
    /// <exception cref="DataException">Nobody knows what the model's tokens stand for.</exception>
    public static TextCodec Require(ModelSource source, CorpusText corpus) => For(source, corpus.Text) ?? throw new DataException(
        $"The model has a vocabulary of {source.VocabSize} tokens and does not say what they stand for: "
        + $"neither GPT-2's, of {Gpt2Codec.Size}, nor the characters of {corpus.Source}, of which there are {new Vocabulary(corpus.Text).Size}. Give the text that it was trained on, or a .bin of its tokens.");
}
