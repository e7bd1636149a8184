using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace NanoGpt;

/// <summary>A text as tokens, one a character, in two parts.</summary>
public sealed class TextData : TrainingData
{
    private readonly TokenArray train;
    private readonly TokenArray val;

    /// <summary>Cuts and encodes a text as nanoGPT does: the first int(0.9·length) characters are for training.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="DataException">It is empty.</exception>
    public TextData(string text)
    {
        Vocabulary = new Vocabulary(text);
        int[] tokens = Vocabulary.Encode(text);
        int cut = CutOf(tokens.Length);
        train = new TokenArray(tokens[..cut]);
        val = new TokenArray(tokens[cut..]);
        Codec = new CharacterCodec(Vocabulary);
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));
    }

    /// <summary>Characters and their tokens.</summary>
    public Vocabulary Vocabulary { get; }

    /// <inheritdoc/>
    public override int VocabSize => Vocabulary.Size;

    /// <inheritdoc/>
    public override string Characters => Vocabulary.Characters;

    /// <inheritdoc/>
    public override string? Encoding => null;

    /// <inheritdoc/>
    public override TextCodec Codec { get; }

    /// <summary>A new line, where the text has any.</summary>
    /// <inheritdoc/>
    public override int[] SamplePrompt => [Math.Max(0, Characters.IndexOf('\n'))];

    /// <inheritdoc/>
    public override string Sha256 { get; }

    /// <summary>The characters of a part, where the same text is not taken as one token a character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="split">Which part; null: all of it.</param>
    public static string Part(string text, Split? split) => split switch
    {
        Split.Train => text[..CutOf(text.Length)],
        Split.Val => text[CutOf(text.Length)..],
        _ => text,
    };

    /// <inheritdoc/>
    public override ITokens Of(Split split) => split == Split.Train ? train : val;

    /// <inheritdoc/>
    public override void RequireLength(int blockSize)
    {
        long shortest = Math.Min(train.Count, val.Count);
        if (shortest <= blockSize)
        {
            throw new DataException(
                $"The text has {train.Count + val.Count} characters and one part of it (nine tenths to train, one to validate) only {shortest}, "
                + $"but a sequence and its targets need block-size + 1 = {blockSize + 1}: give a longer text with --data, or a smaller --block-size.");
        }
    }

    private static int CutOf(int length) => (int)(0.9 * length);
}
