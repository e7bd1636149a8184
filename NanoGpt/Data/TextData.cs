using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace NanoGpt;

/// <summary>A text as tokens, in two parts.</summary>
public sealed class TextData : TrainingData
{
    private readonly TokenArray train;
    private readonly TokenArray val;

    /// <summary>Cuts and encodes a text as nanoGPT does: the first int(0.9·length) characters are for training.</summary>
    /// <param name="text">The text.</param>
    /// <param name="codec">Makes the tokens; null: each distinct character is one.</param>
    /// <exception cref="DataException">The text is empty, or has what the codec's vocabulary has not.</exception>
    public TextData(string text, TextCodec? codec = null)
    {
        Codec = codec ?? new CharacterCodec(new Vocabulary(text));
        train = new TokenArray(Codec.EncodeText(Part(text, Split.Train)));
        val = new TokenArray(Codec.EncodeText(Part(text, Split.Val)));
        Sha256 = Hash(text);
    }

    /// <inheritdoc/>
    public override TextCodec Codec { get; }

    /// <inheritdoc/>
    public override string Sha256 { get; }

    /// <summary>The hash of a text's characters.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));

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
                $"The text has {train.Count + val.Count} {(Codec is CharacterCodec ? "characters" : "tokens")} and one part of it (nine tenths to train, one to validate) only {shortest}, "
                + $"but a sequence and its targets need block-size + 1 = {blockSize + 1}: give a longer text with --data, or a smaller --block-size.");
        }
    }

    private static int CutOf(int length) => (int)(0.9 * length);
}
