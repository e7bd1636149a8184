using System.Globalization;
using System.Text;
using MinBpe;

namespace NanoGpt;

/// <summary>How a model's tokens become text as they come, and a text becomes tokens.</summary>
public abstract class TextCodec
{
    /// <summary>What the tokens are, for people.</summary>
    public abstract string Name { get; }

    /// <summary>Tokens that exist; a model's table may have further rows, which mean nothing.</summary>
    public abstract int TokenCount { get; }

    /// <summary>The prompt when none is given.</summary>
    public abstract string DefaultPrompt { get; }

    /// <summary>The token at which a text ends; -1: none.</summary>
    public virtual int StopToken => -1;

    /// <summary>A prompt's tokens.</summary>
    /// <exception cref="DataException">It cannot be told in the model's tokens, or has none.</exception>
    public abstract int[] Encode(string prompt);

    /// <summary>The tokens of a text to be measured on, in which nothing is special and nothing is put before it.</summary>
    /// <exception cref="DataException">The text has what the vocabulary has not.</exception>
    public virtual int[] EncodeText(string text) => Encode(text);

    /// <summary>The token that a text names: by its number, or because it is the text's only one.</summary>
    /// <param name="name">As in 50256 or &lt;|endoftext|&gt;.</param>
    /// <param name="vocabSize">Tokens that the model knows.</param>
    /// <exception cref="DataException">There is no such token, or the text is several.</exception>
    public int TokenOf(string name, int vocabSize)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number < vocabSize
                ? number
                : throw new DataException($"There is no token {number}: the model knows tokens 0 to {vocabSize - 1}.");
        }

        int[] tokens = [.. Encode(name).SkipWhile(token => token == StopToken)]; // a Llama's texts begin with the token that ends the one before
        return tokens.Length == 1
            ? tokens[0]
            : throw new DataException($"'{name}' is {tokens.Length} tokens, not one: give the token's number, or end texts by --stop.");
    }

    /// <summary>How many bytes of UTF-8 a token stands for; 0 for a special one.</summary>
    public abstract int ByteCount(int token);

    /// <summary>The text that a token completes; may be empty.</summary>
    public abstract string Add(int token);

    /// <summary>What is left at the end of a text. The next text may then begin.</summary>
    public virtual string Flush() => "";
}

/// <summary>A token is a character.</summary>
/// <param name="vocabulary">Which.</param>
public sealed class CharacterCodec(Vocabulary vocabulary) : TextCodec
{
    private const int BytesOfHalfAPair = 2; // a character beyond the first 65,536 is two halves in UTF-16 and 4 bytes in UTF-8

    /// <summary>Which characters.</summary>
    public Vocabulary Vocabulary { get; } = vocabulary;

    /// <inheritdoc/>
    public override string Name => $"characters, {TokenCount} distinct";

    /// <inheritdoc/>
    public override int TokenCount => Vocabulary.Size;

    /// <inheritdoc/>
    public override string DefaultPrompt => Vocabulary.Characters.Contains('\n') ? "\n" : Vocabulary.Characters[..1];

    /// <inheritdoc/>
    public override int[] Encode(string prompt) => prompt != ""
        ? Vocabulary.Encode(prompt)
        : throw new DataException("The prompt is empty: give at least one character with --start, or leave --start off for a new line.");

    /// <inheritdoc/>
    public override int[] EncodeText(string text) => Vocabulary.Encode(text);

    /// <inheritdoc/>
    public override int ByteCount(int token)
    {
        char character = Vocabulary.Characters[token];
        return char.IsSurrogate(character) ? BytesOfHalfAPair : Encoding.UTF8.GetByteCount([character]);
    }

    /// <inheritdoc/>
    public override string Add(int token) => Vocabulary.Decode([token]);
}

/// <summary>Llama's tokens, as run.c writes them: a text begins with token 1 and ends before the next one, and the blank behind it is not written.</summary>
/// <param name="tokenizer">The vocabulary.</param>
public sealed class LlamaCodec(LlamaTokenizer tokenizer) : TextCodec
{
    private const int BeginOfText = 1;

    private readonly StreamingDecoder decoder = new();
    private bool begins = true;

    /// <summary>Reads a tokenizer file of llama2.c.</summary>
    /// <exception cref="DataException">It is missing, damaged or something else, or has not as many tokens as the model.</exception>
    public static LlamaCodec Read(string path, int vocabSize)
    {
        LlamaTokenizer tokenizer;
        try
        {
            tokenizer = LlamaTokenizer.Read(path);
        }
        catch (TokenizerException e)
        {
            throw new DataException(e.Message, e);
        }

        return tokenizer.VocabularySize == vocabSize
            ? new LlamaCodec(tokenizer)
            : throw new DataException($"{path} has {tokenizer.VocabularySize} tokens, the model {vocabSize}: they do not belong together.");
    }

    /// <inheritdoc/>
    public override string Name => "Llama tokens";

    /// <inheritdoc/>
    public override int TokenCount => tokenizer.VocabularySize;

    /// <inheritdoc/>
    public override string DefaultPrompt => "";

    /// <inheritdoc/>
    public override int StopToken => BeginOfText;

    /// <inheritdoc/>
    public override int[] Encode(string prompt) => tokenizer.Encode(prompt);

    /// <inheritdoc/>
    public override int ByteCount(int token) => tokenizer.TokenBytes(token)?.Length ?? 0;

    /// <inheritdoc/>
    public override string Add(int token)
    {
        if (token == BeginOfText)
        {
            begins = true;
            return "";
        }

        ReadOnlySpan<byte> bytes = tokenizer.TokenBytes(token);
        bool hasBlank = begins && bytes is [(byte)' ', ..];
        begins = false;
        return decoder.Add(hasBlank ? bytes[1..] : bytes);
    }

    /// <inheritdoc/>
    public override string Flush()
    {
        begins = true;
        return decoder.Flush();
    }
}
