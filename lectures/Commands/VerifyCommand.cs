using System.CommandLine;
using System.Globalization;

namespace Lectures;

/// <summary><c>verify</c>: checks all exercises and sums up.</summary>
internal static class VerifyCommand
{
    private const int NotPassed = 1;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io, Func<Workbook> open)
    {
        var solutions = new Option<bool>("--solutions") { Description = "For authors: checks the solutions instead of your files." };
        var command = new Command("verify", "Checks all exercises; exit code 0 if all pass.") { solutions };
        command.SetAction(given =>
        {
            var book = open();
            using var checker = new Checker();
            var took = new List<double>();
            int passed = 0, failed = 0, skipped = 0;
            foreach (var task in book.Tasks)
            {
                if (!given.GetValue(solutions) && task.IsUntouched)
                {
                    skipped++;
                    continue;
                }

                var result = given.GetValue(solutions) ? checker.Check(task, task.Source.SolutionText) : checker.Check(task);
                took.Add(result.Took.TotalSeconds);
                passed += result.Passed ? 1 : 0;
                failed += result.Passed ? 0 : 1;
                io.Output.WriteLine($"{(result.Passed ? "✓" : "✗")} {task.Id,-5} {task.Source.Title}");
                if (!result.Passed)
                {
                    io.Output.WriteLine(ExerciseText.Result(result));
                }
            }

            if (took.Count > 0)
            {
                took.Sort();
                io.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"from text to answer: median {took[took.Count / 2]:F2} s, longest {took[^1]:F2} s"));
            }

            io.Output.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
            return failed == 0 ? 0 : NotPassed;
        });
        return command;
    }
}
