namespace NanoGpt;

/// <summary><c>loss.html</c>: the curves of a log.</summary>
public static class LossPage
{
    /// <summary>More points than a screen has columns only make the page slow.</summary>
    private const int MaxPoints = 1000;

    /// <summary>Draws the log of a folder beside it.</summary>
    /// <exception cref="DataException">The page cannot be written.</exception>
    public static void Write(string outDir)
    {
        LogEntry[] entries = [.. LogEntry.ReadAll(CheckpointFiles.Log(outDir))];
        LogEntry[] evaluations = [.. entries.Where(entry => entry.IsEvaluation)];
        double[] at = [.. evaluations.Select(entry => (double)entry.Step)];
        LineChart.Save(CheckpointFiles.LossPage(outDir), "Loss", "step", "cross-entropy, nats a token",
        [
            Thinned([.. entries.Where(entry => !entry.IsEvaluation)]),
            new LineSeries("train, evaluated", at, [.. evaluations.Select(entry => entry.Loss)]),
            new LineSeries("val, evaluated", at, [.. evaluations.Select(entry => entry.ValLoss!.Value)]),
        ]);
    }

    /// <summary>The batches' losses, neighbours averaged.</summary>
    private static LineSeries Thinned(LogEntry[] steps)
    {
        LogEntry[][] groups = [.. steps.Chunk(1 + (steps.Length / MaxPoints))];
        return new LineSeries("train, batches", [.. groups.Select(group => group.Average(entry => entry.Step))], [.. groups.Select(group => group.Average(entry => entry.Loss))]);
    }
}
