namespace Makemore;

/// <summary>The files of a run's folder.</summary>
public static class RunFiles
{
    /// <summary>The model with the lowest test loss so far.</summary>
    public static string Model(string workDir) => Path.Combine(workDir, "model.safetensors");

    /// <summary>The last state that was saved: what <c>--resume</c> goes on from.</summary>
    public static string State(string workDir) => Path.Combine(workDir, "state.safetensors");

    /// <summary>The model to sample from: the best, or the last state of a run that was stopped before its first evaluation.</summary>
    public static string ModelOrState(string workDir) => File.Exists(Model(workDir)) || !File.Exists(State(workDir)) ? Model(workDir) : State(workDir);

    /// <summary>Whether the folder has a run.</summary>
    public static bool HasRun(string workDir) => All(workDir).Any(File.Exists);

    /// <summary>Removes a run, so that a new one can begin in its place.</summary>
    public static void Delete(string workDir)
    {
        foreach (string path in All(workDir).Where(File.Exists))
        {
            File.Delete(path);
        }
    }

    private static string[] All(string workDir) => [Model(workDir), State(workDir), TrainLog.PathIn(workDir), LossPage.PathIn(workDir)];
}
