using System.Text;

namespace Micrograd;

/// <summary>Reads files that people name: whatever is wrong becomes one sentence with the path in it.</summary>
public static class InputFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>All bytes of a file.</summary>
    /// <exception cref="DataException">It does not exist, is a folder, or cannot be read.</exception>
    public static byte[] ReadAllBytes(string path)
    {
        if (path == "")
        {
            throw new DataException("The name of a file to read is empty: give the path of a file.");
        }

        try
        {
            return File.ReadAllBytes(path);
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
