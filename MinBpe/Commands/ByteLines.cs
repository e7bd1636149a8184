namespace MinBpe;

/// <summary>Reads a stream by lines of bytes, of any length, as they come.</summary>
internal static class ByteLines
{
    /// <summary>The lines without their ends; a line is valid until the next is asked for.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(Stream stream)
    {
        var buffer = new byte[1 << 16];
        int start = 0, end = 0, searched = 0;
        while (true)
        {
            int length = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                yield return buffer.AsMemory(start, searched + length - start);
                start = searched += length + 1;
                continue;
            }

            searched = end;
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (end, searched, start) = (end - start, searched - start, 0);
            }

            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * buffer.Length);
            }

            int read = stream.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                break;
            }

            end += read;
        }

        if (end > start)
        {
            yield return buffer.AsMemory(start, end - start);
        }
    }
}
