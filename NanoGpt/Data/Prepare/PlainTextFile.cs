using System.Text;

namespace NanoGpt;

/// <summary>
/// A text in UTF-8: one document, or several with &lt;|endoftext|&gt; between them, around which white space is dropped. It is read in pieces that are cut at such
/// marks, or else where the tokenizer allows it, so that the file may be larger than the memory.
/// </summary>
internal sealed class PlainTextFile : DocumentFile
{
    private const int MostBytes = 1 << 29; // of a piece that cannot be cut

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly byte[] Mark = "<|endoftext|>"u8.ToArray();

    private readonly bool strip;
    private readonly CutNear? cutNear;

    /// <summary>A text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="strip">Whether documents lose the white space around them.</param>
    /// <param name="cutNear">Where it can be cut within a document; null: nowhere.</param>
    public PlainTextFile(string path, bool strip, CutNear? cutNear)
        : base(path)
    {
        (this.strip, this.cutNear) = (strip, cutNear);
        Length = new FileInfo(path).Length;
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override IEnumerable<DocumentBatch> Read(long from, long cut)
    {
        using var file = InputFile.OpenRead(Path);
        bool begins = from == 0 || IsBehindMark(file, from);
        int size = BatchBytes;
        for (long at = from; at < Length;)
        {
            long limit = at < cut ? Math.Min(cut, Length) : Length;
            byte[] bytes = ReadAt(file, at, (int)Math.Min(size, limit - at));
            int end = at + bytes.Length == limit ? EndOfPart(file, at, ref bytes, isLast: limit == Length) : End(bytes);
            if (end < 0)
            {
                size *= 2; // no place to cut so far: read on
                if (size > MostBytes)
                {
                    throw new DataException(FormattableString.Invariant(
                        $"{Path}: the text from byte {at} on has no place to cut it within {MostBytes} bytes: put {Encoding.UTF8.GetString(Mark)} between its documents."));
                }

                continue;
            }

            size = BatchBytes;
            long start = at, next = at + end;
            bool first = begins;
            yield return new DocumentBatch(start, next, () => Parse(bytes.AsSpan(0, end), start, first, isLast: next == Length));
            begins = bytes.AsSpan(0, end).EndsWith(Mark);
            at = next;
        }
    }

    /// <summary>Behind the last mark, or the last place where the tokenizer can be parted; negative: there is none.</summary>
    private int End(ReadOnlySpan<byte> bytes)
    {
        int mark = bytes.LastIndexOf(Mark);
        if (mark >= 0)
        {
            return mark + Mark.Length;
        }

        int place = cutNear?.Invoke(bytes, bytes.Length) ?? bytes.Length;
        return place < bytes.Length ? place : -1;
    }

    /// <summary>The end of the part that was asked for, moved behind the character that it lies in.</summary>
    private static int EndOfPart(FileStream file, long at, ref byte[] bytes, bool isLast)
    {
        const int MostContinuations = 3;
        if (!isLast)
        {
            byte[] behind = ReadAt(file, at + bytes.Length, MostContinuations);
            bytes = [.. bytes, .. behind.TakeWhile(value => (value & 0xC0) == 0x80)];
        }

        return bytes.Length;
    }

    private List<Document> Parse(ReadOnlySpan<byte> bytes, long at, bool begins, bool isLast)
    {
        if (at == 0 && bytes.StartsWith(ByteOrderMark))
        {
            bytes = bytes[ByteOrderMark.Length..];
        }

        var documents = new List<Document>();
        while (true)
        {
            int length = bytes.IndexOf(Mark);
            bool marked = length >= 0, ends = marked || isLast;
            string text = Decode(marked ? bytes[..length] : bytes, at);
            text = begins && (strip || at > 0) ? text.TrimStart() : text; // a mark is before it, and usually a line of its own
            text = ends && (strip || marked) ? text.TrimEnd() : text;
            if (text != "" || !(begins && ends))
            {
                documents.Add(new Document(text, begins, ends));
            }

            if (!marked || bytes.Length == length + Mark.Length)
            {
                return documents;
            }

            bytes = bytes[(length + Mark.Length)..];
            at += length + Mark.Length;
            begins = true;
        }
    }

    private string Decode(ReadOnlySpan<byte> bytes, long at)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new DataException($"{Path} is not a text in UTF-8: byte {at + e.Index} cannot be decoded; save it as UTF-8.", e);
        }
    }

    private static bool IsBehindMark(FileStream file, long at) => at >= Mark.Length && ReadAt(file, at - Mark.Length, Mark.Length).AsSpan().SequenceEqual(Mark);

    private static byte[] ReadAt(FileStream file, long at, int length)
    {
        var bytes = new byte[length];
        file.Position = at;
        return bytes[..file.ReadAtLeast(bytes, length, throwOnEndOfStream: false)];
    }
}
