using MinBpe;

namespace NanoGpt;

/// <summary>Byte pairs of a vocabulary of ranks.</summary>
/// <param name="tokenizer">Which.</param>
public class RankCodec(RankTokenizer tokenizer) : TextCodec
{
    private readonly StreamingDecoder decoder = new();

    /// <summary>The name of the encoding, or the tokenizer's file.</summary>
    public string Encoding => tokenizer.Name;

    /// <summary>Whether it is one of OpenAI's encodings, which are known by their names.</summary>
    public bool IsNamed => Tiktoken.Names.Contains(Encoding);

    /// <inheritdoc/>
    public override string Name => $"{Encoding} tokens";

    /// <inheritdoc/>
    public override int TokenCount => tokenizer.VocabularySize;

    /// <inheritdoc/>
    public override string DefaultPrompt => "\n";

    /// <summary>A prompt's tokens; it may spell the special token &lt;|endoftext|&gt;.</summary>
    /// <exception cref="DataException">It is empty.</exception>
    public override int[] Encode(string prompt) => prompt != ""
        ? tokenizer.Encode(prompt, AllowedSpecial.All)
        : throw new DataException("The prompt is empty: give some text with --start, or leave --start off for a new line.");

    /// <inheritdoc/>
    public override int[] EncodeText(string text) => tokenizer.Encode(text, AllowedSpecial.None);

    /// <inheritdoc/>
    public override int ByteCount(int token) => token < tokenizer.Ranks.Tokens.Count ? tokenizer.TokenBytes(token)?.Length ?? 0 : 0;

    /// <inheritdoc/>
    public override string Add(int token) => decoder.Add(tokenizer.TokenBytes(token) ?? "\uFFFD"u8.ToArray());

    /// <inheritdoc/>
    public override string Flush() => decoder.Flush();
}

/// <summary>GPT-2's byte pairs.</summary>
public sealed class Gpt2Codec() : RankCodec(Tiktoken.Get(EncodingName))
{
    /// <summary>The name of the encoding.</summary>
    public const string EncodingName = "gpt2";

    /// <summary>Tokens that exist.</summary>
    public const int Size = 50257;

    /// <summary>As nanoGPT trains it: the last 47 never occur.</summary>
    public const int PaddedSize = 50304;

    /// <inheritdoc/>
    public override string Name => "GPT-2 tokens";
}
