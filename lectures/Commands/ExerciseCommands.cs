using System.CommandLine;

namespace Lectures;

/// <summary>The runner's commands but watch: each does one thing and ends.</summary>
internal static class ExerciseCommands
{
    private const int NotPassed = 1;

    /// <summary>The commands for the parser.</summary>
    /// <param name="io">What they read and write.</param>
    /// <param name="open">Finds the exercises.</param>
    public static IEnumerable<Command> Create(CommandIo io, Func<Workbook> open)
    {
        yield return ForOne("check", "Checks an exercise; without a number, the one you are at.", open, (book, progress, task) => Check(io, book, progress, task));
        yield return ForOne("hint", "Shows the next of an exercise's three hints: the idea, the formula, the line.", open, (_, progress, task) => Hint(io, progress, task));
        yield return Solution(io, open);
        yield return List(io, open);
        yield return ForOne("reset", "Brings an exercise's file back as it was; your text is kept beside it, as .bak.", open, (_, progress, task) => io.Output.WriteLine(Reset(progress, task)));
        yield return VerifyCommand.Create(io, open);
        yield return ProgressReport(io, open);
        yield return Generate(io, open);
    }

    /// <summary>The exercise named, or the one that the learner is at: the first that is not solved, unless another was chosen.</summary>
    public static ExerciseTask Current(Workbook book, Progress progress, string? named)
    {
        var first = book.Tasks.FirstOrDefault(task => progress[task.Id].Solved is null) ?? book.Tasks[^1];
        return named is not null ? book.Get(named) : book.Tasks.FirstOrDefault(task => task.Id == progress.Current) ?? first;
    }

    /// <summary>Shows the next hint, after those that were seen already.</summary>
    public static void Hint(CommandIo io, Progress progress, ExerciseTask task)
    {
        int seen = progress.NextHint(task.Id);
        for (int hint = 1; hint <= seen; hint++)
        {
            io.Output.WriteLine($"Hint {hint} of {task.Source.Hints.Count}: {task.Source.Hints[hint - 1]}");
        }
    }

    /// <summary>Brings the skeleton back, and keeps what was there.</summary>
    /// <returns>What was done, in words.</returns>
    public static string Reset(Progress progress, ExerciseTask task)
    {
        string kept = "";
        if (File.Exists(task.Path) && !task.IsUntouched)
        {
            Write($"{task.Path}.bak", task.Read());
            kept = $" Your text is in {Path.GetFileName(task.Path)}.bak.";
        }

        Write(task.Path, task.Source.SkeletonText);
        progress.Reopen(task.Id);
        return $"{task.Id} is as it was at the beginning.{kept}";
    }

    private static int ShowSolution(CommandIo io, Progress progress, ExerciseTask task, bool giveUp)
    {
        if (!giveUp && progress[task.Id].Solved is null)
        {
            io.Error.WriteLine($"{task.Id} is not solved yet. There are hints (hint {task.Id}); to see the solution all the same: solution {task.Id} --give-up.");
            return NotPassed;
        }

        io.Output.WriteLine(task.Source.SolutionText);
        return 0;
    }

    private static int Check(CommandIo io, Workbook book, Progress progress, ExerciseTask task)
    {
        using var checker = new Checker();
        var result = checker.Check(task);
        progress.Note(result);
        io.Output.WriteLine(ExerciseText.Head(book, task));
        io.Output.WriteLine();
        io.Output.WriteLine(ExerciseText.Result(result));
        io.Output.WriteLine(!result.Passed
            ? $"For a hint: hint {task.Id}"
            : book.After(task) is { } next ? $"Solved. The next one is {next.Id}, {next.Source.Title}: check {next.Id}" : "Solved. This is the last exercise.");
        return result.Passed ? 0 : NotPassed;
    }

    private static Command Solution(CommandIo io, Func<Workbook> open)
    {
        var name = Number();
        var giveUp = new Option<bool>("--give-up") { Description = "Shows it although the exercise is not solved." };
        var command = new Command("solution", "Shows the solution of an exercise that is solved.") { name, giveUp };
        command.SetAction(given =>
        {
            var (book, progress) = Open(open);
            return ShowSolution(io, progress, Current(book, progress, given.GetValue(name)), given.GetValue(giveUp));
        });
        return command;
    }

    private static Command List(CommandIo io, Func<Workbook> open)
    {
        var command = new Command("list", "Lists all exercises.");
        command.SetAction(_ =>
        {
            var (book, progress) = Open(open);
            Show(io, book, progress);
            return 0;
        });
        return command;
    }

    /// <summary>All exercises, a line each.</summary>
    public static void Show(CommandIo io, Workbook book, Progress progress)
    {
        var current = Current(book, progress, null);
        foreach (var task in book.Tasks)
        {
            io.Output.WriteLine($"{(task == current ? '>' : ' ')}{(progress[task.Id].Solved is null ? ' ' : '✓')} {task.Id,-5} {task.Source.Title} ({ExerciseText.Kind(task.Exercise.Kind)})");
        }
    }

    private static Command ProgressReport(CommandIo io, Func<Workbook> open)
    {
        var command = new Command("progress", "Shows how far you are.");
        command.SetAction(_ =>
        {
            var (book, progress) = Open(open);
            var lectures = book.Tasks.GroupBy(task => task.Exercise.Lecture).ToList();
            int longest = lectures.Max(lecture => lecture.Count());
            foreach (var lecture in lectures)
            {
                int solved = lecture.Count(task => progress[task.Id].Solved is not null);
                string bar = new string('█', solved) + new string('░', lecture.Count() - solved);
                io.Output.WriteLine($"lecture {lecture.Key,2}: {bar.PadRight(longest)} {solved} of {lecture.Count()}");
            }

            var current = Current(book, progress, null);
            io.Output.WriteLine($"You are at {current.Id}, {current.Source.Title}.");
            io.Output.WriteLine($"{book.Tasks.Count(task => progress[task.Id].Solved is not null)} of {book.Tasks.Count} solved; "
                + $"attempts: {book.Tasks.Sum(task => progress[task.Id].Attempts)}, hints: {book.Tasks.Sum(task => progress[task.Id].Hints)}");
            return 0;
        });
        return command;
    }

    private static Command Generate(CommandIo io, Func<Workbook> open)
    {
        var command = new Command("generate", "For authors: writes every exercise's file anew from its solution.");
        command.SetAction(_ =>
        {
            var book = open();
            foreach (var task in book.Tasks)
            {
                Write(task.Path, task.Source.SkeletonText);
            }

            io.Output.WriteLine($"{book.Tasks.Count} files");
            return 0;
        });
        return command;
    }

    private static void Write(string path, string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    private static Command ForOne(string name, string description, Func<Workbook> open, Action<Workbook, Progress, ExerciseTask> run) =>
        ForOne(name, description, open, (book, progress, task) =>
        {
            run(book, progress, task);
            return 0;
        });

    private static Command ForOne(string name, string description, Func<Workbook> open, Func<Workbook, Progress, ExerciseTask, int> run)
    {
        var number = Number();
        var command = new Command(name, description) { number };
        command.SetAction(given =>
        {
            var (book, progress) = Open(open);
            var task = Current(book, progress, given.GetValue(number));
            progress.GoTo(task.Id);
            return run(book, progress, task);
        });
        return command;
    }

    /// <summary>The exercise that a command is about.</summary>
    public static Argument<string?> Number() => new("exercise") { Description = "Its number, such as 1.3, or name.", Arity = ArgumentArity.ZeroOrOne };

    private static (Workbook Book, Progress Progress) Open(Func<Workbook> open)
    {
        var book = open();
        return (book, new Progress(book.Folder));
    }
}
