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
        int most = text.Length; // a few ranks may be unused, but a rank beyond this is nonsense, and would take much memory
        var tokens = new PackedTokens((text.Length / 4 * 3) + 3, Math.Clamp(LastRank(text) + 1, 0, most));
        byte[] sixBits = Invert();
        int number = 0, used = 0;
        for (int at = 0; at < text.Length; at++)
        {
            number++;
            int start = at;
            int length = ReadBase64(text, ref at, sixBits, tokens.Room);
            int rank = length > 0 && at < text.Length && text[at] == ' ' ? ReadRank(text, ref at) : None;
            bool isEmpty = at == start;
            at += at < text.Length && text[at] == '\r' ? 1 : 0;
            bool isOver = at == text.Length || text[at] == '\n';
            if (isEmpty && isOver)
            {
                continue;
            }

            if (rank < 0 || !isOver)
            {
                throw Damaged(text[start..], source, number);
            }

            if (rank >= tokens.Count && rank < most)
            {
                tokens.Resize(most);
            }

            if (rank >= most || tokens.Length(rank) > 0)
            {
                throw BadRank(rank, most, source, number);
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

        int blank = text[..end].LastIndexOf((byte)' ');
        return blank < 0 ? None : ReadRank(text[..end], ref blank);
    }

    /// <summary>Reads a blank and a whole number from 0 on, or returns -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ReadRank(ReadOnlySpan<byte> text, ref int at)
    {
        const int most = 9; // digits that cannot overflow
        int start = ++at, rank = 0;
        for (; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9' && at - start <= most; at++)
        {
            rank = (10 * rank) + text[at] - '0';
        }

        return at == start || at - start > most ? None : rank;
    }

    /// <summary>Four letters of six bits each make three bytes; one or two = at the end stand for missing bytes.</summary>
    /// <returns>How many bytes there are, or -1: this is not base 64.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ReadBase64(ReadOnlySpan<byte> text, ref int at, byte[] sixBits, Span<byte> bytes)
    {
        int start = at, bits = 0, written = 0;
        for (int six; at < text.Length && (six = sixBits[text[at]] - 1) >= 0; at++)
        {
            bits = (bits << 6) | six;
            if ((at - start) % 4 != 0)
            {
                bytes[written++] = (byte)(bits >> (6 - (2 * ((at - start) % 4))));
            }
        }

        int letters = at - start;
        while (at < text.Length && text[at] == '=' && at - start < letters + 2)
        {
            at++;
        }

        return (at - start) % 4 == 0 ? written : None;
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

    // Sentences are made in methods of their own, for in Parse they would take longer to compile than everything else together.
    private static TokenizerException Damaged(ReadOnlySpan<byte> rest, string source, int number)
    {
        int end = rest.IndexOfAny((byte)'\r', (byte)'\n');
        string line = TokenText.Render(rest[..Math.Min(end < 0 ? rest.Length : end, 60)]);
        return new TokenizerException($"{source}, line {number}: '{line}' should be a token in base 64, a blank and a rank; the file is damaged or of another kind.");
    }

    private static TokenizerException BadRank(int rank, int most, string source, int number) => new($"{source}, line {number}: rank {rank} " + (rank >= most
        ? $"is too large for a file of {most} bytes; ranks go from 0 on."
        : "is there twice; each must be there once."));
}
