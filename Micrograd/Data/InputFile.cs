using System.Text;

namespace Micrograd;

/// <summary>Reads files that people name: whatever is wrong becomes one sentence with the path in it.</summary>
public static class InputFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>All bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">More bytes than this are refused before memory is taken for them.</param>
    /// <exception cref="DataException">It does not exist, is a folder, is too large, or cannot be read.</exception>
    public static byte[] ReadAllBytes(string path, long limit = long.MaxValue)
    {
        if (path == "")
        {
            throw new DataException("The name of a file to read is empty: give the path of a file.");
        }

        try
        {
            return limit == long.MaxValue ? File.ReadAllBytes(path) : ReadWithin(path, limit);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"{path} does not exist.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DataException($"{path} cannot be read: {(Directory.Exists(path) ? "it is a folder" : e.Message.TrimEnd('.'))}.", e);
        }
    }

    /// <summary>Reads until the end or the limit: a device or a pipe does not say its length, and may have no end.</summary>
    private static byte[] ReadWithin(string path, long limit)
    {
        using var file = File.OpenRead(path);
        using var bytes = new MemoryStream();
        var chunk = new byte[1 << 16];
        if (!file.CanSeek || file.Length <= limit)
        {
            for (int read = 1; read > 0 && bytes.Length <= limit;)
            {
                read = file.Read(chunk);
                bytes.Write(chunk, 0, read);
            }

            if (bytes.Length <= limit)
            {
                return bytes.ToArray();
            }
        }

        throw new DataException(FormattableString.Invariant($"{path} has more than {limit:N0} bytes, the most that can be read here: give a smaller file."));
    }

    /// <summary>Opens a file whose parts are read one by one.</summary>
    /// <exception cref="DataException">It does not exist, is a folder, or cannot be read.</exception>
    public static FileStream OpenRead(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DataException($"Cannot open {path}: {(Directory.Exists(path) ? "it is a folder" : e.Message.TrimEnd('.'))}.", e);
        }
    }

    /// <summary>A file as text.</summary>
    /// <exception cref="DataException">It cannot be read, or is no UTF-8.</exception>
    public static string ReadAllText(string path) => Decode(ReadAllBytes(path), path);

    /// <summary>Bytes as text.</summary>
    /// <exception cref="DataException">They are no UTF-8.</exception>
    internal static string Decode(byte[] bytes, string source)
    {
        try
        {
            return Utf8.GetString(bytes).TrimStart('\uFEFF'); // a byte order mark is no character of the text
        }
        catch (DecoderFallbackException e)
        {
            throw new DataException($"{source} is not a text in UTF-8: byte {e.Index} cannot be decoded; save it as UTF-8.", e);
        }
    }
}
