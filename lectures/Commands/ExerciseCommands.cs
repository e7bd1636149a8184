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
        yield return ForOne("reset", "Brings an exercise's file back as it was; your text is kept beside it, as .bak.", open, (_, progress, task) => Reset(io, progress, task));
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

    /// <summary>Shows the next hint.</summary>
    public static void Hint(CommandIo io, Progress progress, ExerciseTask task)
    {
        int hint = progress.NextHint(task.Id);
        io.Output.WriteLine($"Hint {hint} of {task.Source.Hints.Count}: {task.Source.Hints[hint - 1]}");
    }

    /// <summary>Brings the skeleton back, and keeps what was there.</summary>
    public static void Reset(CommandIo io, Progress progress, ExerciseTask task)
    {
        if (File.Exists(task.Path) && File.ReadAllText(task.Path) != task.Source.SkeletonText)
        {
            File.Copy(task.Path, $"{task.Path}.bak", overwrite: true);
            io.Output.WriteLine($"Your text is in {Path.GetFileName(task.Path)}.bak.");
        }

        WriteSkeleton(task);
        progress.Reopen(task.Id);
        io.Output.WriteLine($"{task.Id} is as it was at the beginning.");
    }

    /// <summary>Shows the solution, if it was earned.</summary>
    public static int ShowSolution(CommandIo io, Progress progress, ExerciseTask task, bool giveUp)
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
            string mark = progress[task.Id].Solved is null ? task == current ? ">" : " " : "✓";
            io.Output.WriteLine($"{mark} {task.Id,-5} {task.Source.Title} ({ExerciseText.Kind(task.Exercise.Kind)})");
        }
    }

    private static Command ProgressReport(CommandIo io, Func<Workbook> open)
    {
        var command = new Command("progress", "Shows how far you are.");
        command.SetAction(_ =>
        {
            var (book, progress) = Open(open);
            foreach (var lecture in book.Tasks.GroupBy(task => task.Exercise.Lecture))
            {
                int solved = lecture.Count(task => progress[task.Id].Solved is not null);
                io.Output.WriteLine($"lecture {lecture.Key,2}: {new string('█', solved)}{new string('░', lecture.Count() - solved)} {solved} of {lecture.Count()}");
            }

            io.Output.WriteLine($"{book.Tasks.Count(task => progress[task.Id].Solved is not null)} of {book.Tasks.Count} solved, "
                + $"{book.Tasks.Sum(task => progress[task.Id].Attempts)} attempts, {book.Tasks.Sum(task => progress[task.Id].Hints)} hints");
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
                WriteSkeleton(task);
            }

            io.Output.WriteLine($"{book.Tasks.Count} files");
            return 0;
        });
        return command;
    }

    private static void WriteSkeleton(ExerciseTask task)
    {
        byte[] skeleton = System.Text.Encoding.UTF8.GetBytes(task.Source.SkeletonText);
        AtomicFile.Write(task.Path, stream => stream.Write(skeleton));
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
            return run(book, progress, Current(book, progress, given.GetValue(number)));
        });
        return command;
    }

    private static Argument<string?> Number() => new("exercise") { Description = "Its number, such as 1.3, or name.", Arity = ArgumentArity.ZeroOrOne };

    private static (Workbook Book, Progress Progress) Open(Func<Workbook> open)
    {
        var book = open();
        return (book, new Progress(book.Folder));
    }
}
