using System.Text;
using System.Text.Unicode;

namespace MinBpe;

/// <summary>A stretch of text that begins and ends where pieces do.</summary>
/// <param name="Bytes">The text.</param>
/// <param name="Number">Its number in the whole text, from 0 on.</param>
internal readonly record struct TextBlock(ReadOnlyMemory<byte> Bytes, int Number)
{
    /// <summary>About how long blocks are, in bytes; a megabyte is long enough for a thread and short enough for a cache.</summary>
    public const int UsualLength = 1 << 20;

    /// <summary>The blocks of a text in memory. Without a pattern it is one block.</summary>
    public static IEnumerable<TextBlock> Of(ReadOnlyMemory<byte> utf8, SplitPattern? pattern)
    {
        for (int number = 0; !utf8.IsEmpty; number++)
        {
            int length = pattern is { } split ? SafeCut.Near(utf8.Span, UsualLength, split) : utf8.Length;
            yield return new TextBlock(utf8[..length], number);
            utf8 = utf8[length..];
        }
    }

    /// <summary>The blocks of files, of which only a few are in memory at a time. Without a pattern each file is one block.</summary>
    public static IEnumerable<TextBlock> OfFiles(IEnumerable<string> files, SplitPattern? pattern, int usualLength = UsualLength)
    {
        int number = 0;
        foreach (string file in files)
        {
            if (pattern is not { } split)
            {
                yield return new TextBlock(File.ReadAllBytes(file), number++);
                continue;
            }

            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            byte[] buffer = new byte[usualLength];
            int used = 0;
            for (int read; (read = stream.ReadAtLeast(buffer.AsSpan(used), buffer.Length - used, throwOnEndOfStream: false)) > 0;)
            {
                used += read;
                bool isLast = used < buffer.Length;
                int length = isLast ? used : SafeCut.Near(buffer.AsSpan(0, used), used, split);
                bool hasNoCut = !isLast && length == used;
                byte[] next = new byte[hasNoCut ? checked(2 * buffer.Length) : usualLength];
                if (hasNoCut)
                {
                    buffer.CopyTo(next, 0);
                }
                else
                {
                    yield return new TextBlock(buffer.AsMemory(0, length), number++);
                    next = next.Length > used - length ? next : new byte[2 * (used - length)];
                    buffer.AsSpan(length, used - length).CopyTo(next);
                    used -= length;
                }

                buffer = next;
            }

            if (used > 0)
            {
                yield return new TextBlock(buffer.AsMemory(0, used), number++);
            }
        }
    }

    /// <summary>The text as UTF-8 that is valid: what is not is U+FFFD.</summary>
    public ReadOnlySpan<byte> Utf8() =>
        System.Text.Unicode.Utf8.IsValid(Bytes.Span) ? Bytes.Span : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Bytes.Span));
}
