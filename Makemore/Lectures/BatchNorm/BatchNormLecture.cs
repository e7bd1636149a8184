namespace Makemore;

/// <summary>Lecture 4: activations and gradients, batch norm.</summary>
internal sealed class BatchNormLecture : ILecture
{
    /// <inheritdoc/>
    public string Name => "batchnorm";

    /// <inheritdoc/>
    public string Summary => "lecture 4, the loss log from a bad start to batch norm, and a deep network with its diagnostics.";

    /// <inheritdoc/>
    public void Run(LectureRun run)
    {
        var names = NameSplits.Of(NameSplits.ReadNames(run.Output.WriteLine), LossLog.BlockSize);
        var results = LossLog.Rows.Select(row => LossLog.Train(row, names, run)).ToList();
    }
}
