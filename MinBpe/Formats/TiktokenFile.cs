using System.Runtime.CompilerServices;
using System.Text;

namespace MinBpe;

/// <summary>OpenAI's file of ranks: a line for each token, its bytes in base 64, a blank, its rank.</summary>
/// <remarks>
/// Compiled with all optimizations at once, for most programs read one such file, and wait for it; and base 64 by hand, for
/// the BCL's decoder is made for long texts and starts slowly.
/// </remarks>
internal static class TiktokenFile
{
    private const int None = -1;

    private static ReadOnlySpan<byte> Alphabet => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;

    /// <summary>Reads a file from outside.</summary>
    /// <exception cref="TokenizerException">It is missing, damaged or not complete.</exception>
    public static RankTable Read(string path) => RankTable.Check(Parse(FileReader.ReadVocabulary(path), path).ToArrays(), path);

    /// <summary>Reads lines, which may end in carriage returns.</summary>
    /// <param name="text">The file.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <exception cref="TokenizerException">A line is not as it should be, or a rank comes twice.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static PackedTokens Parse(ReadOnlySpan<byte> text, string source)
    {
        int lines = text.Count((byte)'\n') + 1, number = 0;
        int most = (2 * lines) + 256; // a few ranks may be unused, but not most
        int count = Math.Clamp(LastRank(text) + 1, 0, most); // the last rank is the largest, but for odd files
        var tokens = new PackedTokens(text.Length / 4 * 3, count);
        int used = 0;
        byte[] sixBits = Invert();
        while (text.Length > 0)
        {
            number++;
            int end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[(end + 1)..];
            if (line.EndsWith((byte)'\r'))
            {
                line = line[..^1];
            }

            if (line.IsEmpty)
            {
                continue;
            }

            int blank = line.IndexOf((byte)' ');
            int rank = blank <= 0 ? None : Rank(line[(blank + 1)..]);
            int length = rank < 0 ? None : Decode(line[..blank], sixBits, tokens.Room);
            if (length < 0)
            {
                throw new TokenizerException($"{source}, line {number}: '{Shown(line)}' should be a token in base 64, a blank and a rank; the file is damaged or of another kind.");
            }

            if (rank >= most)
            {
                throw new TokenizerException($"{source}, line {number}: rank {rank} is too large for a file of {lines} lines; ranks go from 0 on.");
            }

            if (rank >= tokens.Count)
            {
                tokens.Resize(most);
            }

            if (tokens.Length(rank) > 0)
            {
                throw new TokenizerException($"{source}, line {number}: rank {rank} is there twice; each must be there once.");
            }

            tokens.Add(rank, length);
            used = Math.Max(used, rank + 1);
        }

        if (used < tokens.Count)
        {
            tokens.Resize(used);
        }

        return tokens;
    }

    /// <summary>Writes all tokens but the special ones, in the order of their ranks.</summary>
    /// <exception cref="TokenizerException">The file cannot be written.</exception>
    public static void Write(string path, RankTable ranks)
    {
        var text = new StringBuilder();
        for (int rank = 0; rank < ranks.Tokens.Count; rank++)
        {
            if (ranks.Tokens[rank] is { } token)
            {
                text.Append(Convert.ToBase64String(token)).Append(' ').Append(rank).Append('\n');
            }
        }

        FileWriter.Write(path, text.ToString());
    }

    /// <summary>The rank in the last line, or -1.</summary>
    private static int LastRank(ReadOnlySpan<byte> text)
    {
        int end = text.Length;
        while (end > 0 && text[end - 1] is (byte)'\r' or (byte)'\n')
        {
            end--;
        }

        return Rank(text[(text[..end].LastIndexOf((byte)' ') + 1)..end]);
    }

    /// <summary>A whole number from 0 on, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Rank(ReadOnlySpan<byte> digits)
    {
        const int most = 9; // digits that cannot overflow
        int rank = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9' || digits.Length > most)
            {
                return -1;
            }

            rank = (10 * rank) + digit - '0';
        }

        return digits.IsEmpty ? -1 : rank;
    }

    /// <summary>Four letters of six bits each make three bytes; one or two = at the end stand for missing bytes.</summary>
    /// <returns>How many bytes there are, or -1: this is not base 64.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Decode(ReadOnlySpan<byte> base64, byte[] sixBits, Span<byte> bytes)
    {
        if (base64.Length % 4 != 0)
        {
            return None;
        }

        int padding = base64[^1] != '=' ? 0 : base64[^2] != '=' ? 1 : 2;
        int written = 0, bits = 0, letters = base64.Length - padding;
        for (int i = 0; i < letters; i++)
        {
            int six = sixBits[base64[i]] - 1;
            if (six < 0)
            {
                return None;
            }

            bits = (bits << 6) | six;
            if (i % 4 != 0)
            {
                bytes[written++] = (byte)(bits >> (6 - (2 * (i % 4))));
            }
        }

        return written;
    }

    /// <summary>One more than what a letter stands for; 0 for what is no letter.</summary>
    private static byte[] Invert()
    {
        byte[] sixBits = new byte[256];
        for (int i = 0; i < Alphabet.Length; i++)
        {
            sixBits[Alphabet[i]] = (byte)(i + 1);
        }

        return sixBits;
    }

    private static string Shown(ReadOnlySpan<byte> line) => TokenText.Render(line[..Math.Min(line.Length, 60)]);
}
