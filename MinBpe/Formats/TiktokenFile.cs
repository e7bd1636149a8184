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
    private const sbyte None = -1;

    private static ReadOnlySpan<byte> Alphabet => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;

    private static readonly sbyte[] SixBits = Invert();

    /// <summary>Reads a file from outside.</summary>
    /// <exception cref="TokenizerException">It is missing, damaged or not complete.</exception>
    public static RankTable Read(string path) => RankTable.Check(Parse(FileReader.ReadVocabulary(path), path), path);

    /// <summary>Reads lines, which may end in carriage returns.</summary>
    /// <param name="text">The file.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <returns>Bytes by rank, null where a rank is unused.</returns>
    /// <exception cref="TokenizerException">A line is not as it should be, or a rank comes twice.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static byte[]?[] Parse(ReadOnlySpan<byte> text, string source)
    {
        int lines = text.Count((byte)'\n') + 1, number = 0;
        int most = (2 * lines) + 256; // a few ranks may be unused, but not most
        var tokens = new byte[]?[Math.Clamp(LastRank(text) + 1, 0, most)]; // the last rank is the largest, but for odd files
        while (text.Length > 0)
        {
            number++;
            int end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[(end + 1)..];
            line = line.TrimEnd((byte)'\r');
            if (line.IsEmpty)
            {
                continue;
            }

            int blank = line.IndexOf((byte)' ');
            int rank = blank <= 0 ? -1 : Rank(line[(blank + 1)..]);
            if (rank < 0 || Bytes(line[..blank]) is not { } token)
            {
                throw new TokenizerException($"{source}, line {number}: '{Shown(line)}' should be a token in base 64, a blank and a rank; the file is damaged or of another kind.");
            }

            if (rank >= most)
            {
                throw new TokenizerException($"{source}, line {number}: rank {rank} is too large for a file of {lines} lines; ranks go from 0 on.");
            }

            if (rank >= tokens.Length)
            {
                Array.Resize(ref tokens, most);
            }

            if (tokens[rank] is not null)
            {
                throw new TokenizerException($"{source}, line {number}: rank {rank} is there twice; each must be there once.");
            }

            tokens[rank] = token;
        }

        int used = Array.FindLastIndex(tokens, token => token is not null) + 1;
        return used == tokens.Length ? tokens : tokens[..used];
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
        text = text.TrimEnd("\r\n"u8);
        return Rank(text[(text.LastIndexOf((byte)' ') + 1)..]);
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

    /// <summary>Four letters of six bits each make three bytes; one or two = at the end stand for missing bytes. Null: not base 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static byte[]? Bytes(ReadOnlySpan<byte> base64)
    {
        if (base64.Length % 4 != 0)
        {
            return null;
        }

        int padding = base64[^1] != '=' ? 0 : base64[^2] != '=' ? 1 : 2;
        var bytes = new byte[(base64.Length / 4 * 3) - padding];
        int written = 0, bits = 0, letters = base64.Length - padding;
        for (int i = 0; i < letters; i++)
        {
            int six = SixBits[base64[i]];
            if (six == None)
            {
                return null;
            }

            bits = (bits << 6) | six;
            if (i % 4 != 0)
            {
                bytes[written++] = (byte)(bits >> (6 - (2 * (i % 4))));
            }
        }

        return bytes;
    }

    private static sbyte[] Invert()
    {
        var sixBits = new sbyte[256];
        Array.Fill(sixBits, None);
        for (int i = 0; i < Alphabet.Length; i++)
        {
            sixBits[Alphabet[i]] = (sbyte)i;
        }

        return sixBits;
    }

    private static string Shown(ReadOnlySpan<byte> line) => TokenText.Render(line[..Math.Min(line.Length, 60)]);
}
