namespace Micrograd;

/// <summary>A folder that a program will write to: what is wrong with it is said before the work, not after it.</summary>
public static class OutputFolder
{
    /// <summary>Makes the folder where it is missing, and a file in it that goes away at once.</summary>
    /// <exception cref="DataException">Nothing can be written there.</exception>
    public static void Require(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            using var probe = new FileStream(Path.Combine(path, Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Refused(path, e);
        }
    }

    /// <summary>The sentence for a folder that cannot be written to.</summary>
    internal static DataException Refused(string path, Exception e) =>
        new($"Cannot write to the folder {path}: {(File.Exists(path) ? "it is a file" : e.Message.TrimEnd('.'))}. Choose another with --out-dir.", e);
}
