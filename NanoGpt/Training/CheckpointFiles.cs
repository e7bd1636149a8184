namespace NanoGpt;

/// <summary>The files of a run's folder.</summary>
public static class CheckpointFiles
{
    /// <summary>The last state that was saved: what <c>--resume</c> goes on from.</summary>
    public static string Latest(string outDir) => Path.Combine(outDir, "ckpt.safetensors");

    /// <summary>A state with a lower validation loss than <see cref="Latest"/>, if there is one.</summary>
    public static string Best(string outDir) => Path.Combine(outDir, "best.safetensors");

    /// <summary>The best state in a folder; null: it has none.</summary>
    public static string? Find(string outDir) => new[] { Best(outDir), Latest(outDir) }.FirstOrDefault(File.Exists);

    /// <summary>Keeps the latest checkpoint, which is about to be replaced by a worse one, as the best.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void SetAsideAsBest(string outDir)
    {
        try
        {
            using var latest = File.OpenRead(Latest(outDir));
            AtomicFile.Write(Best(outDir), latest.CopyTo);
        }
        catch (FileNotFoundException)
        {
            // somebody removed it: nothing to keep
        }
    }

    /// <summary>Removes what was set aside: the latest checkpoint is better.</summary>
    public static void ForgetBest(string outDir) => File.Delete(Best(outDir));
}
