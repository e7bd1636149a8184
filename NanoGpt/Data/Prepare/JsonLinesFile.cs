namespace NanoGpt;

/// <summary>Lines of JSON, each an object with a document's text.</summary>
internal sealed class JsonLinesFile(string path, Recipe recipe) : DocumentFile(path)
{
    private const int MostBytes = 1 << 27; // of a line

    /// <inheritdoc/>
    public override long Length { get; } = new FileInfo(path).Length;

    /// <inheritdoc/>
    public override IEnumerable<DocumentBatch> Read(long from, long cut)
    {
        using var file = InputFile.OpenRead(Path);
        file.Position = from;
        byte[] rest = []; // of a line that was not read to its end
        for (long at = from; ;)
        {
            int more = Math.Max(BatchBytes, rest.Length); // twice as much each time: a long line is copied a few times only
            var bytes = new byte[rest.Length + more];
            rest.CopyTo(bytes, 0);
            int length = rest.Length + file.ReadAtLeast(bytes.AsSpan(rest.Length), more, throwOnEndOfStream: false);
            bool ends = length < bytes.Length;
            int whole = ends ? length : bytes.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            if (whole == 0 && length >= MostBytes)
            {
                throw new DataException(FormattableString.Invariant(
                    $"{Path}: the line that begins at byte {at} has no end within {MostBytes} bytes. Every document is a line of JSON of its own; name a file that is one JSON array .json."));
            }

            if (at < cut && cut < at + whole)
            {
                // one batch ends with the line in which the cut lies, the next one begins there
                int search = (int)(cut - at) - 1, line = bytes.AsSpan(search, whole - search).IndexOf((byte)'\n');
                int first = line < 0 ? whole : search + line + 1;
                yield return Batch(bytes, 0, first, at);
                if (first < whole)
                {
                    yield return Batch(bytes, first, whole, at + first);
                }
            }
            else if (whole > 0)
            {
                yield return Batch(bytes, 0, whole, at);
            }

            if (ends)
            {
                yield break;
            }

            at += whole;
            rest = bytes[whole..length];
        }
    }

    private DocumentBatch Batch(byte[] bytes, int begin, int end, long at) => new(at, at + end - begin, () => Parse(bytes.AsSpan(begin, end - begin), at));

    private List<Document> Parse(ReadOnlySpan<byte> bytes, long at)
    {
        var documents = new List<Document>();
        bytes = at == 0 && bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes;
        foreach (var range in bytes.Split((byte)'\n'))
        {
            var line = bytes[range];
            if (line.Trim(" \t\r"u8).Length > 0)
            {
                documents.Add(FromJson(line, recipe, $"{Path}, the line at byte {at + range.Start.Value}"));
            }
        }

        return documents;
    }
}
