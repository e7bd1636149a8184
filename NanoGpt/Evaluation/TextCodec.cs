using System.Text;
using MinBpe;

namespace NanoGpt;

/// <summary>Turns text into a model's tokens and back.</summary>
public abstract class TextCodec
{
    /// <summary>What the tokens are, for people.</summary>
    public abstract string Name { get; }

    /// <summary>The codec of a model: its characters where its file has them, GPT-2's tokens where their number is GPT-2's; null: nobody knows.</summary>
    /// <param name="source">The model.</param>
    /// <param name="text">A text whose characters are the vocabulary if there are as many as the model has tokens; null: none.</param>
    public static TextCodec? For(ModelSource source, string? text = null)
    {
        if (source.Characters is { } characters)
        {
            return new CharacterCodec(new Vocabulary(characters));
        }

        if (source.VocabSize is Gpt2Codec.Size or Gpt2Codec.PaddedSize)
        {
            return new Gpt2Codec();
        }

        return text?.Length > 0 && new Vocabulary(text) is var own && own.Size == source.VocabSize ? new CharacterCodec(own) : null;
    }

    /// <summary>The tokens of a text in which nothing is special.</summary>
    /// <exception cref="DataException">The text has what the vocabulary has not.</exception>
    public abstract int[] Encode(string text);

    /// <summary>The tokens of a prompt, which may spell a special token such as &lt;|endoftext|&gt;.</summary>
    /// <exception cref="DataException">The text has what the vocabulary has not.</exception>
    public virtual int[] EncodePrompt(string text) => Encode(text);

    /// <summary>The text of tokens, as they come: each token's part as soon as it is whole.</summary>
    public abstract IEnumerable<string> Decode(IEnumerable<int> tokens);

    /// <summary>How many bytes of UTF-8 a token stands for; 0 for a special one.</summary>
    public abstract int ByteCount(int token);
}

/// <summary>One token a character.</summary>
/// <param name="vocabulary">Characters and tokens.</param>
internal sealed class CharacterCodec(Vocabulary vocabulary) : TextCodec
{
    private const int BytesOfHalfAPair = 2; // a character beyond the first 65,536 is two halves in UTF-16 and 4 bytes in UTF-8

    public override string Name => $"characters, {vocabulary.Size} distinct";

    public override int[] Encode(string text) => vocabulary.Encode(text);

    public override IEnumerable<string> Decode(IEnumerable<int> tokens) => tokens.Select(token => vocabulary.Decode([token]));

    public override int ByteCount(int token)
    {
        char character = vocabulary.Characters[token];
        return char.IsSurrogate(character) ? BytesOfHalfAPair : Encoding.UTF8.GetByteCount([character]);
    }
}

/// <summary>GPT-2's byte pairs, by MinBpe.</summary>
internal sealed class Gpt2Codec : TextCodec
{
    /// <summary>Tokens that exist.</summary>
    public const int Size = 50257;

    /// <summary>As nanoGPT trains it: the last 47 never occur.</summary>
    public const int PaddedSize = 50304;

    private readonly RankTokenizer tokenizer = Tiktoken.Get("gpt2");

    public override string Name => "GPT-2 tokens";

    public override int[] Encode(string text) => tokenizer.Encode(text, AllowedSpecial.None);

    public override int[] EncodePrompt(string text) => tokenizer.Encode(text, AllowedSpecial.All);

    public override IEnumerable<string> Decode(IEnumerable<int> tokens)
    {
        var decoder = new StreamingDecoder();
        foreach (int token in tokens)
        {
            yield return decoder.Add(tokenizer.TokenBytes(token) ?? "\uFFFD"u8.ToArray());
        }

        yield return decoder.Flush();
    }

    public override int ByteCount(int token) => token < tokenizer.Ranks.Tokens.Count ? tokenizer.TokenBytes(token)?.Length ?? 0 : 0;
}
