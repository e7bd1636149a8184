namespace NanoGpt;

/// <summary>The two parts of the text.</summary>
public enum Split
{
    /// <summary>What the model learns from: the first nine tenths.</summary>
    Train,

    /// <summary>What it has never seen: the last tenth.</summary>
    Val,
}

/// <summary>A text as tokens, in two parts.</summary>
public sealed class TextData
{
    private readonly int[] train;
    private readonly int[] val;

    /// <summary>Cuts and encodes a text as nanoGPT does: the first int(0.9·length) characters are for training.</summary>
    /// <param name="text">The text.</param>
    /// <param name="codec">Makes the tokens; null: each distinct character is one.</param>
    /// <exception cref="DataException">The text is empty, or has what the codec's vocabulary has not.</exception>
    public TextData(string text, TextCodec? codec = null)
    {
        Codec = codec ?? new CharacterCodec(new Vocabulary(text));
        train = Codec.EncodeText(Part(text, Split.Train));
        val = Codec.EncodeText(Part(text, Split.Val));
        Sha256 = Hash(text);
    }

    /// <summary>What the tokens stand for.</summary>
    public TextCodec Codec { get; }

    /// <summary>A hash of the characters: tells whether a checkpoint was trained on this text.</summary>
    public string Sha256 { get; }

    /// <summary>The hash of a text.</summary>
    public static string Hash(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan())));

    /// <summary>The characters of a part, where the same text is not taken as one token a character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="split">Which part; null: all of it.</param>
    public static string Part(string text, Split? split) => split switch
    {
        Split.Train => text[..CutOf(text.Length)],
        Split.Val => text[CutOf(text.Length)..],
        _ => text,
    };

    /// <summary>The tokens of a part.</summary>
    public int[] Of(Split split) => split == Split.Train ? train : val;

    /// <summary>Makes sure that both parts hold a sequence and its targets.</summary>
    /// <exception cref="DataException">The text is too short.</exception>
    public void RequireLength(int blockSize)
    {
        int shortest = Math.Min(train.Length, val.Length);
        if (shortest <= blockSize)
        {
            throw new DataException(
                $"The text has {train.Length + val.Length} {(Codec is CharacterCodec ? "characters" : "tokens")} and one part of it (nine tenths to train, one to validate) only {shortest}, "
                + $"but a sequence and its targets need block-size + 1 = {blockSize + 1}: give a longer text with --data, or a smaller --block-size.");
        }
    }

    private static int CutOf(int length) => (int)(0.9 * length);
}
