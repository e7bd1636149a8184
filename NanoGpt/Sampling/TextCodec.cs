using MinBpe;

namespace NanoGpt;

/// <summary>How a model's tokens become text as they come, and a prompt becomes tokens.</summary>
public abstract class TextCodec
{
    /// <summary>The prompt when none is given.</summary>
    public abstract string DefaultPrompt { get; }

    /// <summary>The token at which a text ends; -1: none.</summary>
    public virtual int StopToken => -1;

    /// <summary>A prompt's tokens.</summary>
    /// <exception cref="DataException">It cannot be told in the model's tokens, or has none.</exception>
    public abstract int[] Encode(string prompt);

    /// <summary>The text that a token completes; may be empty.</summary>
    public abstract string Add(int token);

    /// <summary>What is left at the end of a text. The next text may then begin.</summary>
    public virtual string Flush() => "";
}

/// <summary>A token is a character.</summary>
/// <param name="vocabulary">Which.</param>
public sealed class CharacterCodec(Vocabulary vocabulary) : TextCodec
{
    /// <inheritdoc/>
    public override string DefaultPrompt => "\n";

    /// <inheritdoc/>
    public override int[] Encode(string prompt) => prompt != ""
        ? vocabulary.Encode(prompt)
        : throw new DataException("The prompt is empty: give at least one character with --start, or leave --start off for a new line.");

    /// <inheritdoc/>
    public override string Add(int token) => vocabulary.Decode([token]);
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
    public override string DefaultPrompt => "";

    /// <inheritdoc/>
    public override int StopToken => BeginOfText;

    /// <inheritdoc/>
    public override int[] Encode(string prompt) => tokenizer.Encode(prompt);

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
