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

        if (source.Encoding is { } name && name != Gpt2Codec.Encoding)
        {
            return new RankCodec(Tiktoken.Get(name));
        }

        if (source.VocabSize is Gpt2Codec.Size or Gpt2Codec.PaddedSize)
        {
            return new Gpt2Codec();
        }

        return text?.Length > 0 && new Vocabulary(text) is var own && own.Size == source.VocabSize ? new CharacterCodec(own) : null;
    }
}
