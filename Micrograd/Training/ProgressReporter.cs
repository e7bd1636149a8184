using System.Diagnostics;
using Spectre.Console;

namespace Micrograd;

/// <summary>Training as a bar on a terminal; evaluations and samples scroll by above it.</summary>
/// <param name="console">The terminal.</param>
/// <param name="task">The bar.</param>
/// <param name="line">An evaluation in words.</param>
public sealed class ProgressReporter(IAnsiConsole console, ProgressTask task, Func<Evaluation, string> line) : ITrainingObserver
{
    /// <summary>More often than this nobody can read.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private long shown;

    /// <summary>Runs a training with a bar.</summary>
    /// <param name="console">The terminal.</param>
    /// <param name="from">The first step.</param>
    /// <param name="to">The last one; null: there is none.</param>
    /// <param name="line">An evaluation in words.</param>
    /// <param name="train">What to do; gets the observer.</param>
    public static void Run(IAnsiConsole console, int from, int? to, Func<Evaluation, string> line, Action<ITrainingObserver> train) => console.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .Start(context =>
        {
            var task = context.AddTask("training", maxValue: Math.Max(1, to ?? 1));
            task.IsIndeterminate = to is null;
            task.Value = to is null ? 0 : from;
            train(new ProgressReporter(console, task, line));
        });

    /// <inheritdoc/>
    public void OnStep(in StepReport report)
    {
        if (shown == 0 || Stopwatch.GetElapsedTime(shown) >= Interval)
        {
            shown = Stopwatch.GetTimestamp();
            MoveTo(report.Step + 1);
            task.Description = FormattableString.Invariant(
                $"step {report.Step}  loss {report.Loss:F4}  lr {report.LearningRate:0.00e-00}  {report.TokensPerSecond:N0} tokens/s{(report.Utilisation is { } share ? FormattableString.Invariant($"  mfu {share:P1}") : "")}");
        }
    }

    /// <inheritdoc/>
    public void OnEvaluation(in Evaluation evaluation)
    {
        MoveTo(evaluation.Step);
        console.WriteLine(line(evaluation));
    }

    /// <inheritdoc/>
    public void OnSample(int step, string text) => console.WriteLine(SampleText.Indented(step, text));

    private void MoveTo(int step)
    {
        if (!task.IsIndeterminate)
        {
            task.Value = step;
        }
    }
}
