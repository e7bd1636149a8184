using System.Collections.Concurrent;
using System.CommandLine;

namespace Lectures;

/// <summary>
/// <c>watch</c>: shows an exercise and its first failing check, again after every save. It stays at the exercise until it is told to go
/// on. Keys come from the terminal, or, without one, as lines from the input.
/// </summary>
internal sealed class WatchCommand
{
    private const string Keys = "n next   h hint   l list   s solution   r reset   q quit";

    /// <summary>An editor may write a file in several strokes.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(50);

    private readonly CommandIo io;
    private readonly Workbook book;
    private readonly Progress progress;
    private readonly Checker checker = new();
    private readonly BlockingCollection<WatchEvent> events = [];
    private ExerciseTask task;
    private bool solved, asksToGiveUp, restored;

    private WatchCommand(CommandIo io, Workbook book, string? named)
    {
        (this.io, this.book) = (io, book);
        progress = new Progress(book.Folder);
        task = ExerciseCommands.Current(book, progress, named);
    }

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io, Func<Workbook> open)
    {
        var exercise = ExerciseCommands.Number();
        var command = new Command("watch", "Shows an exercise, and checks it again after every save (the default).") { exercise };
        command.SetAction(given => Run(io, open(), given.GetValue(exercise)));
        return command;
    }

    /// <summary>Watches until q, Ctrl-C or the end of the input.</summary>
    /// <param name="io">What it reads and writes.</param>
    /// <param name="book">The exercises.</param>
    /// <param name="named">Where to begin; null: where the learner is.</param>
    public static int Run(CommandIo io, Workbook book, string? named = null)
    {
        var watch = new WatchCommand(io, book, named);
        using (watch.checker)
        using (var files = new FileSystemWatcher(watch.book.Folder, "*.cs") { IncludeSubdirectories = true })
        {
            files.Changed += (_, e) => watch.events.Add(new WatchEvent(e.FullPath, null));
            files.Created += (_, e) => watch.events.Add(new WatchEvent(e.FullPath, null));
            files.Deleted += (_, e) => watch.events.Add(new WatchEvent(e.FullPath, null));
            files.Renamed += (_, e) => watch.events.Add(new WatchEvent(e.FullPath, null)); // many editors write another file and rename it
            files.Error += (_, _) => watch.events.Add(new WatchEvent(watch.task.Path, null)); // so much at once that some of it was lost
            files.EnableRaisingEvents = true;
            new Thread(watch.ReadKeys) { IsBackground = true }.Start();
            watch.Check("");
            while (watch.Next())
            {
            }
        }

        return 0;
    }

    private void ReadKeys()
    {
        if (io.Terminal is not null && !Console.IsInputRedirected)
        {
            while (true)
            {
                events.Add(new WatchEvent(null, char.ToLowerInvariant(Console.ReadKey(intercept: true).KeyChar)));
            }
        }

        while (io.Input.ReadLine() is { } line)
        {
            if (line.Trim() is { Length: > 0 } key)
            {
                events.Add(new WatchEvent(null, char.ToLowerInvariant(key[0])));
            }
        }

        events.Add(new WatchEvent(null, 'q'));
    }

    /// <summary>Waits for a key or a save and does what it asks for.</summary>
    /// <returns>Whether to go on.</returns>
    private bool Next()
    {
        var what = events.Take();
        try
        {
            if (what.Path is not null)
            {
                Saved(what.Path);
                return true;
            }

            return Pressed(what.Key);
        }
        catch (DataException e)
        {
            io.Error.WriteLine(e.Message);
            return true;
        }
    }

    private bool Pressed(char? key)
    {
        bool givesUp = key == 's' && asksToGiveUp;
        asksToGiveUp = false;
        switch (key)
        {
            case 'n':
                GoOn();
                break;
            case 'h':
                ExerciseCommands.Hint(io, progress, task);
                break;
            case 'l':
                ExerciseCommands.Show(io, book, progress);
                break;
            case 's' when givesUp || progress[task.Id].Solved is not null:
                io.Output.WriteLine(task.Source.SolutionText);
                break;
            case 's':
                asksToGiveUp = true;
                io.Output.WriteLine($"{task.Id} is not solved yet. h shows a hint; s once more gives up and shows the solution.");
                break;
            case 'r':
                string done = ExerciseCommands.Reset(progress, task);
                restored = true;
                Check(done);
                break;
            case 'q':
                return false;
            default:
                io.Output.WriteLine(Keys);
                break;
        }

        return true;
    }

    /// <summary>Checks what was saved: the exercise that is shown, or another one if that alone was saved.</summary>
    private void Saved(string path)
    {
        Thread.Sleep(Settled);
        HashSet<string> paths = [path];
        var keys = new List<WatchEvent>();
        while (events.TryTake(out var more))
        {
            if (more.Path is null)
            {
                keys.Add(more);
            }
            else
            {
                paths.Add(more.Path);
            }
        }

        keys.ForEach(events.Add);
        bool ownWrite = restored && task.IsUntouched;
        restored = false;
        ExerciseTask[] saved = [.. book.Tasks.Where(known => paths.Contains(known.Path) && (known == task ? !ownWrite : File.Exists(known.Path)))];
        if (saved.Contains(task) || saved.Length == 1)
        {
            task = saved.Contains(task) ? task : saved[0];
            Check("");
        }
    }

    private void GoOn()
    {
        if (book.After(task) is not { } next)
        {
            io.Output.WriteLine("This is the last exercise.");
            return;
        }

        string left = solved ? "" : $"{task.Id} is left open; it stays in the list.";
        task = next;
        Check(left);
    }

    /// <summary>Checks the exercise and shows it.</summary>
    /// <param name="remark">What else there is to say; empty: nothing.</param>
    private void Check(string remark)
    {
        asksToGiveUp = false;
        progress.GoTo(task.Id);
        var result = checker.Check(task);
        progress.Note(result);
        solved = result.Passed;
        io.Terminal?.Clear(home: true);
        io.Output.WriteLine(ExerciseText.Head(book, task));
        io.Output.WriteLine();
        io.Output.WriteLine(task.Source.Task);
        io.Output.WriteLine();
        io.Output.WriteLine(ExerciseText.Result(result));
        io.Output.WriteLine();
        if (remark != "")
        {
            io.Output.WriteLine(remark);
        }

        if (solved)
        {
            io.Output.WriteLine("Solved. n goes on; s shows a solution to compare with yours.");
        }

        io.Output.WriteLine(Keys);
        io.Output.Flush();
    }

    /// <summary>A file that was saved, or a key.</summary>
    private sealed record WatchEvent(string? Path, char? Key);
}
