namespace NanoGpt;

/// <summary>Training as lines of text, for files and pipes.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="config">Tells how often.</param>
public sealed class PlainReporter(TextWriter output, TrainConfig config) : ITrainingObserver
{
    private double averageMilliseconds;

    /// <inheritdoc/>
    public void OnStep(in StepReport report)
    {
        averageMilliseconds = averageMilliseconds == 0 ? report.Milliseconds : (0.9 * averageMilliseconds) + (0.1 * report.Milliseconds);
        if (report.Step % config.LogInterval == 0)
        {
            string mfu = report.Utilisation is { } share ? FormattableString.Invariant($", mfu {share:P1}") : "";
            var left = TimeSpan.FromMilliseconds((config.MaxIters - report.Step - 1) * averageMilliseconds);
            output.WriteLine(FormattableString.Invariant(
                $"iter {report.Step}: loss {report.Loss:F4}, lr {report.LearningRate:0.00e-00}, {report.Milliseconds:F1} ms, {report.TokensPerSecond:N0} tokens/s{mfu}, {(int)left.TotalHours}:{left:mm\\:ss} left"));
        }
    }

    /// <inheritdoc/>
    public void OnEvaluation(in Evaluation evaluation) => output.WriteLine(TrainingText.Line(evaluation));

    /// <inheritdoc/>
    public void OnSample(int step, string text) => output.WriteLine(SampleText.Indented(step, text));
}
