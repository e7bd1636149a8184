using System.Text;

namespace MinBpe;

/// <summary>Files that appear whole or not at all: written under a temporary name beside the target, then moved.</summary>
internal static class FileWriter
{
    /// <summary>Writes <paramref name="path"/> (its folder is made where missing); whoever reads it meanwhile sees the old file.</summary>
    /// <exception cref="TokenizerException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        if (path == "")
        {
            throw new TokenizerException("The name of a file to write is empty: give the path of a file.");
        }

        string full = Path.GetFullPath(path), temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TokenizerException($"Cannot write {path}: {e.Message.TrimEnd('.')}. What was there before is unchanged.", e);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary); // only where the move was not reached
            }
        }
    }

    /// <summary>The same for text, in UTF-8.</summary>
    /// <exception cref="TokenizerException">The file cannot be written.</exception>
    public static void Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));
}
