namespace Micrograd;

/// <summary>Files that appear whole or not at all: written under a temporary name beside the target, flushed to the disk, then moved.</summary>
public static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/> (its folder is made where missing); whoever reads it meanwhile sees the old file.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path), temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"Cannot write {path}: {e.Message.TrimEnd('.')}. What was there before is unchanged.", e);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary); // only where the move was not reached
            }
        }
    }
}
