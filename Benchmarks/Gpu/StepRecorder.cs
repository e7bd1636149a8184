namespace Benchmarks;

/// <summary>Keeps what each training step tells of itself.</summary>
internal sealed class StepRecorder : ITrainingObserver
{
    /// <summary>Each step's loss.</summary>
    public List<double> Losses { get; } = [];

    /// <summary>Each step's speed.</summary>
    public List<double> TokensPerSecond { get; } = [];

    /// <inheritdoc/>
    public void OnStep(in StepReport report)
    {
        Losses.Add(report.Loss);
        TokensPerSecond.Add(report.TokensPerSecond);
    }
}
