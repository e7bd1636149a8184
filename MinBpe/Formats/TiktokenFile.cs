using System.Buffers.Text;
using System.Text;

namespace MinBpe;

/// <summary>OpenAI's file of ranks: a line for each token, its bytes in base 64, a blank, its rank.</summary>
internal static class TiktokenFile
{
    /// <summary>Reads a file from outside.</summary>
    /// <exception cref="TokenizerException">It is missing, damaged or not complete.</exception>
    public static RankTable Read(string path) => RankTable.Check(Parse(FileReader.ReadVocabulary(path), path), path);

    /// <summary>Reads lines, which may end in carriage returns.</summary>
    /// <param name="text">The file.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <returns>Bytes by rank, null where a rank is unused.</returns>
    /// <exception cref="TokenizerException">A line is not as it should be, or a rank comes twice.</exception>
    public static byte[]?[] Parse(ReadOnlySpan<byte> text, string source)
    {
        int lines = text.Count((byte)'\n') + 1, used = 0, number = 0;
        var tokens = new byte[]?[2 * lines + 256]; // a few ranks may be unused, but not most
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
            if (blank <= 0 || !TryRank(line[(blank + 1)..], out int rank) || Bytes(line[..blank]) is not { } token)
            {
                throw new TokenizerException($"{source}, line {number}: '{Shown(line)}' should be a token in base 64, a blank and a rank; the file is damaged or of another kind.");
            }

            if (rank >= tokens.Length)
            {
                throw new TokenizerException($"{source}, line {number}: rank {rank} is too large for a file of {lines} lines; ranks go from 0 on.");
            }

            if (tokens[rank] is not null)
            {
                throw new TokenizerException($"{source}, line {number}: rank {rank} is there twice; each must be there once.");
            }

            tokens[rank] = token;
            used = Math.Max(used, rank + 1);
        }

        return tokens[..used];
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

    private static bool TryRank(ReadOnlySpan<byte> digits, out int rank) =>
        Utf8Parser.TryParse(digits, out rank, out int length) && length == digits.Length && rank >= 0;

    private static byte[]? Bytes(ReadOnlySpan<byte> base64)
    {
        Span<byte> room = base64.Length <= 512 ? stackalloc byte[512] : new byte[base64.Length];
        return Base64.DecodeFromUtf8(base64, room, out int read, out int written) == System.Buffers.OperationStatus.Done && read == base64.Length
            ? room[..written].ToArray()
            : null;
    }

    private static string Shown(ReadOnlySpan<byte> line) => TokenText.Render(line[..Math.Min(line.Length, 60)]);
}
