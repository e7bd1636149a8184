using Lectures;

namespace Tests;

/// <summary>Every exercise: its skeleton earns nothing, its solution everything, and the committed file is the skeleton.</summary>
public sealed class ExerciseTests(ExerciseTests.Shared shared) : IClassFixture<ExerciseTests.Shared>
{
    private static readonly Workbook Book = new(CourseFolder.Path);

    public static TheoryData<string> Ids => [.. Book.Tasks.Select(task => task.Id)];

    public static TheoryData<string> Predictions => [.. Book.Tasks.Where(task => task.Exercise.Kind == ExerciseKind.Predict).Select(task => task.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_skeleton_compiles_and_fails_every_check(string id)
    {
        var task = Book.Get(id);
        var result = shared.Checker.Check(task, task.Source.SkeletonText);
        Assert.Null(result.Errors);
        Assert.Equal(task.Exercise.Checks.Count(), result.Results.Count);
        Assert.All(result.Results, check => Assert.True(check.Failure is not null, $"{id}: the skeleton passes '{check.Check}'."));
    }

    [Theory]
    [MemberData(nameof(Predictions))]
    public void A_wrong_prediction_does_not_get_the_right_answer(string id)
    {
        var result = shared.Checker.Check(Book.Get(id), Book.Get(id).Source.SkeletonText);
        Assert.All(result.Results, check => Assert.DoesNotContain("expected", check.Failure));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_solution_passes(string id)
    {
        var task = Book.Get(id);
        var result = shared.Checker.Check(task, task.Source.SolutionText);
        Assert.Null(result.Errors);
        Assert.All(result.Results, check => Assert.True(check.Failure is null, $"{id}, {check.Check}: {check.Failure}"));
        Assert.True(result.Passed);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_committed_file_is_what_is_generated(string id)
    {
        var task = Book.Get(id);
        Assert.Equal(task.Source.SkeletonText, File.ReadAllText(task.Path).ReplaceLineEndings("\n"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_exercise_has_a_title_a_task_and_three_different_hints(string id)
    {
        var source = Book.Get(id).Source;
        Assert.NotEmpty(source.Title);
        Assert.NotEmpty(source.Task);
        Assert.Equal(3, source.Hints.Where(hint => hint.Length > 10).Distinct().Count());
        Assert.All(source.Hints, hint => Assert.DoesNotContain(hint, source.SkeletonText));
    }

    /// <summary>Each is compiled alone: nothing that comes later, or came before, is needed.</summary>
    [Fact]
    public void Numbers_run_without_gaps()
    {
        foreach (var lecture in Book.Tasks.GroupBy(task => task.Exercise.Lecture))
        {
            Assert.Equal(Enumerable.Range(1, lecture.Count()), lecture.Select(task => task.Exercise.Number));
        }
    }

    /// <summary>The host and the compiler, started once.</summary>
    public sealed class Shared : IDisposable
    {
        public Checker Checker { get; } = new();

        public void Dispose() => Checker.Dispose();
    }
}
