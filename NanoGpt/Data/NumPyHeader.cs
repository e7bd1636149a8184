using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NanoGpt;

/// <summary>
/// How an array in numpy's .npy begins: "\x93NUMPY", the format's version, the length of what follows, and a Python dictionary in
/// text with the numbers' type, their order and the shape. build-nanogpt's fineweb.py writes its shards of tokens so.
/// Source: numpy's NEP 1.
/// </summary>
internal static partial class NumPyHeader
{
    /// <summary>"\x93NUM", as a number.</summary>
    public const int Magic = 0x4d554e93;

    private const string TokenType = "<u2";
    private const int VersionAt = 6, LengthAt = 8;
    private const int MostBytes = 1 << 16;

    /// <summary>Reads and checks the header of a file of tokens.</summary>
    /// <param name="path">A file that begins with <see cref="Magic"/>.</param>
    /// <returns>Where the tokens begin, and how many the header says there are.</returns>
    /// <exception cref="DataException">It is cut off or damaged, or its numbers are no row of tokens of 16 bits.</exception>
    public static (int Start, long Count) Read(string path)
    {
        byte[] head = new byte[MostBytes];
        using (var file = InputFile.OpenRead(path))
        {
            head = head[..file.ReadAtLeast(head, MostBytes, throwOnEndOfStream: false)];
        }

        int lengthBytes = head.Length > VersionAt && head[VersionAt] == 1 ? sizeof(ushort) : sizeof(uint);
        int start = LengthAt + lengthBytes;
        long length = head.Length < start ? long.MaxValue
            : lengthBytes == sizeof(ushort) ? BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(LengthAt))
            : BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(LengthAt));
        string text = length <= head.Length - start ? Encoding.UTF8.GetString(head, start, (int)length) : "";
        var (type, order, shape) = (TypeEntry().Match(text), OrderEntry().Match(text), ShapeEntry().Match(text));
        if (!type.Success || !order.Success || !shape.Success)
        {
            throw new DataException($"{path} is cut off or damaged: it begins as an array of numpy, but no type, order and shape follow. Write or fetch it again.");
        }

        if (type.Groups[1].Value != TokenType)
        {
            throw new DataException($"{path} has numbers of numpy's type '{type.Groups[1].Value}'; tokens are '{TokenType}', 16 bits without a sign: save them by astype(numpy.uint16).");
        }

        return long.TryParse(shape.Groups[1].Value.TrimEnd(',', ' '), NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            ? (start + (int)length, count)
            : throw new DataException($"{path} is an array of shape ({shape.Groups[1].Value}); tokens lie in one row.");
    }

    [GeneratedRegex("'descr': *'([^']*)'")]
    private static partial Regex TypeEntry();

    [GeneratedRegex("'fortran_order': *(True|False)")]
    private static partial Regex OrderEntry();

    [GeneratedRegex("'shape': *\\(([^)]*)\\)")]
    private static partial Regex ShapeEntry();
}
