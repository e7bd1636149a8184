using System.Globalization;
using System.Text;

namespace Lectures;

/// <summary>What the runner says about exercises, as plain text.</summary>
internal static class ExerciseText
{
    /// <summary>An exercise's head: number, title, kind, file.</summary>
    public static string Head(Workbook book, ExerciseTask task) =>
        $"{task.Id}  {task.Source.Title}  ({Kind(task.Exercise.Kind)}, {book.Tasks.Index().First(entry => entry.Item == task).Index + 1} of {book.Tasks.Count})\n"
        + $"{Path.GetRelativePath(Environment.CurrentDirectory, task.Path)}";

    /// <summary>A kind in words.</summary>
    public static string Kind(ExerciseKind kind) => kind switch
    {
        ExerciseKind.Backward => "write the backward pass",
        ExerciseKind.Forward => "write the code",
        ExerciseKind.FindTheBug => "find the mistake",
        ExerciseKind.WriteTheChecker => "write the checker",
        _ => "predict",
    };

    /// <summary>
    /// What a check of an exercise found: the first failing check in full, the others in a line each; but a diagnosis is not kept back
    /// because a simpler check failed before it.
    /// </summary>
    public static string Result(CheckedExercise result)
    {
        if (result.Errors is not null)
        {
            return result.Errors;
        }

        var text = new StringBuilder();
        string[] names = [.. result.Task.Exercise.Checks.Select(check => check.Name)];
        for (int i = 0; i < names.Length; i++)
        {
            var check = i < result.Results.Count ? result.Results[i] : null;
            text.AppendLine($"  {(check is null ? "·" : check.Failure is null ? "✓" : "✗")} {names[i]}{(check is null ? " (not reached)" : "")}");
        }

        CheckResult[] failed = [.. result.Results.Where(check => check.Failure is not null)];
        foreach (var check in failed.Take(1).Union(failed.Where(HasDiagnosis).Take(1)))
        {
            text.AppendLine().AppendLine(check.Check).AppendLine(Indented(check.Failure!));
            if (check.Output != "")
            {
                text.AppendLine("It printed:").AppendLine(Indented(check.Output.TrimEnd()));
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"{result.PassedChecks} of {names.Length} checks passed, in {result.Took.TotalSeconds:F2} s");
        return text.ToString();
    }

    private static bool HasDiagnosis(CheckResult check) => check.Failure!.Split('\n').Any(line => line.Trim() == GradCheckReport.DiagnosisHead);

    private static string Indented(string text) => string.Join('\n', text.Split('\n').Select(line => $"  {line.TrimEnd()}"));
}
