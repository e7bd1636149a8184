using System.Diagnostics;

namespace Lectures;

/// <summary>Compiles a file and runs its exercise's checks: what every command does.</summary>
/// <param name="timeLimit">How long one check may take; default 10 seconds.</param>
public sealed class Checker(TimeSpan? timeLimit = null) : IDisposable
{
    private readonly Lazy<ExerciseCompiler> compiler = new();
    private readonly CheckProcess process = new(timeLimit);

    /// <summary>Checks the learner's file.</summary>
    public CheckedExercise Check(ExerciseTask task)
    {
        string text;
        try
        {
            text = task.Read();
        }
        catch (DataException e)
        {
            return new CheckedExercise(task, $"{e.Message} The command reset {task.Id} brings the original file back.", [], TimeSpan.Zero);
        }

        return Check(task, text);
    }

    /// <summary>Checks a text as the learner's file.</summary>
    public CheckedExercise Check(ExerciseTask task, string text)
    {
        var watch = Stopwatch.StartNew();
        var compiled = compiler.Value.Compile(text, task.Path);
        var results = compiled.Program is { } program ? process.Run(task.Exercise, program) : [];
        return new CheckedExercise(task, compiled.Errors, results, watch.Elapsed);
    }

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();
}

/// <summary>What came of checking an exercise.</summary>
/// <param name="Task">The exercise.</param>
/// <param name="Errors">Why no check ran; null if they ran.</param>
/// <param name="Results">A result for each check that ran.</param>
/// <param name="Took">From text to answer.</param>
public sealed record CheckedExercise(ExerciseTask Task, string? Errors, IReadOnlyList<CheckResult> Results, TimeSpan Took)
{
    /// <summary>Whether all checks ran and passed.</summary>
    public bool Passed => Errors is null && Results.Count == Task.Exercise.Checks.Count() && Results.All(result => result.Failure is null);

    /// <summary>How many checks passed.</summary>
    public int PassedChecks => Results.Count(result => result.Failure is null);
}
