namespace Micrograd;

/// <summary><c>loss.html</c>: the curves of a log.</summary>
public static class LossPage
{
    /// <summary>More points than a screen has columns only make the page slow.</summary>
    private const int MaxPoints = 1000;

    /// <summary>The page's path in a run's folder.</summary>
    public static string PathIn(string outDir) => Path.Combine(outDir, "loss.html");

    /// <summary>Draws the log of a folder beside it.</summary>
    /// <param name="outDir">The run's folder.</param>
    /// <param name="heldOut">What the part of the data is called that the model has never seen.</param>
    /// <exception cref="DataException">The page cannot be written.</exception>
    public static void Write(string outDir, string heldOut = "val")
    {
        LogEntry[] entries = [.. LogEntry.ReadAll(TrainLog.PathIn(outDir))];
        LogEntry[] evaluations = [.. entries.Where(entry => entry.IsEvaluation)];
        double[] at = [.. evaluations.Select(entry => (double)entry.Step)];
        LineChart.Save(PathIn(outDir), "Loss", "step", "cross-entropy, nats a token",
        [
            Thinned([.. entries.Where(entry => !entry.IsEvaluation)]),
            new LineSeries("train, evaluated", at, [.. evaluations.Select(entry => entry.Loss)]),
            new LineSeries($"{heldOut}, evaluated", at, [.. evaluations.Select(entry => entry.ValLoss!.Value)]),
        ]);
    }

    /// <summary>The batches' losses, neighbours averaged.</summary>
    private static LineSeries Thinned(LogEntry[] steps)
    {
        LogEntry[][] groups = [.. steps.Chunk(1 + (steps.Length / MaxPoints))];
        return new LineSeries("train, batches", [.. groups.Select(group => group.Average(entry => entry.Step))], [.. groups.Select(group => group.Average(entry => entry.Loss))]);
    }
}
