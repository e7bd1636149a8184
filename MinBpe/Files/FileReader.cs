using System.Text;

namespace MinBpe;

/// <summary>Reads files that people name: whatever is wrong becomes one sentence with the path in it.</summary>
internal static class FileReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>All bytes of a file.</summary>
    /// <exception cref="TokenizerException">It does not exist, is a folder, or cannot be read.</exception>
    public static byte[] ReadBytes(string path) => Try(path, File.ReadAllBytes);

    /// <summary>A file to read from.</summary>
    /// <exception cref="TokenizerException">It does not exist, is a folder, or cannot be read.</exception>
    public static FileStream Open(string path) => Try(path, File.OpenRead);

    /// <summary>Bytes that must be UTF-8, as text.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="source">Where it comes from, for the message.</param>
    /// <param name="advice">What to do about other bytes.</param>
    /// <exception cref="TokenizerException">They are not UTF-8; the message names the first wrong byte.</exception>
    public static string DecodeStrictly(ReadOnlySpan<byte> bytes, string source, string advice)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new TokenizerException($"{source} is not UTF-8: byte {e.Index} (0x{bytes[e.Index]:x2}) cannot be decoded; {advice}.", e);
        }
    }

    /// <summary>All bytes of a vocabulary, which no honest file has too many of.</summary>
    /// <exception cref="TokenizerException">It cannot be read, or is too large.</exception>
    public static byte[] ReadVocabulary(string path)
    {
        const long largest = 256 << 20;
        if (File.Exists(path) && new FileInfo(path).Length > largest)
        {
            throw new TokenizerException($"{path} has {new FileInfo(path).Length} bytes; a vocabulary has at most {largest}: it is another file.");
        }

        return ReadBytes(path);
    }

    /// <summary>A vocabulary as text.</summary>
    /// <exception cref="TokenizerException">It cannot be read, is too large, or is not UTF-8.</exception>
    public static string ReadVocabularyText(string path) => DecodeStrictly(ReadVocabulary(path), path, "the file is damaged or of another kind");

    private static T Try<T>(string path, Func<string, T> read)
    {
        if (path == "")
        {
            throw new TokenizerException("The name of a file to read is empty: give the path of a file.");
        }

        try
        {
            return read(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TokenizerException($"{path} does not exist.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TokenizerException($"{path} cannot be read: {(Directory.Exists(path) ? "it is a folder" : e.Message.TrimEnd('.'))}.", e);
        }
    }
}
