namespace Makemore;

/// <summary>Training as lines of text, for files and pipes.</summary>
/// <param name="output">Where the lines go.</param>
internal sealed class PlainReporter(TextWriter output) : ITrainingObserver
{
    private const int Interval = 10;

    /// <inheritdoc/>
    public void OnStep(in StepReport report)
    {
        if (report.Step % Interval == 0)
        {
            output.WriteLine(FormattableString.Invariant($"step {report.Step}: loss {report.Loss:F4}, {report.Milliseconds:F2} ms"));
        }
    }

    /// <inheritdoc/>
    public void OnEvaluation(in Evaluation evaluation) => output.WriteLine(RunText.Line(evaluation));

    /// <inheritdoc/>
    public void OnSample(int step, string text) => output.WriteLine(SampleText.Indented(step, text));
}
