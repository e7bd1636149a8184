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
    private bool solved;

    private WatchCommand(CommandIo io, Workbook book)
    {
        (this.io, this.book) = (io, book);
        progress = new Progress(book.Folder);
        task = ExerciseCommands.Current(book, progress, null);
    }

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io, Func<Workbook> open)
    {
        var command = new Command("watch", "Shows an exercise, and checks it again after every save (the default).");
        command.SetAction(_ => Run(io, open()));
        return command;
    }

    /// <summary>Watches until q, Ctrl-C or the end of the input.</summary>
    public static int Run(CommandIo io, Workbook book)
    {
        var watch = new WatchCommand(io, book);
        using (watch.checker)
        using (var files = new FileSystemWatcher(watch.book.Folder, "*.cs") { IncludeSubdirectories = true })
        {
            files.Changed += (_, e) => watch.events.Add(new WatchEvent(e.FullPath, null));
            files.Created += (_, e) => watch.events.Add(new WatchEvent(e.FullPath, null));
            files.Renamed += (_, e) => watch.events.Add(new WatchEvent(e.FullPath, null)); // many editors write another file and rename it
            files.EnableRaisingEvents = true;
            new Thread(watch.ReadKeys) { IsBackground = true }.Start();
            watch.Check();
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
        if (what.Path is not null)
        {
            Saved(what.Path);
            return true;
        }

        switch (what.Key)
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
            case 's':
                ExerciseCommands.ShowSolution(io, progress, task, giveUp: false);
                break;
            case 'r':
                ExerciseCommands.Reset(io, progress, task);
                break; // the file changes, and so it is checked again
            case 'q':
                return false;
            default:
                io.Output.WriteLine(Keys);
                break;
        }

        return true;
    }

    private void Saved(string path)
    {
        Thread.Sleep(Settled);
        while (events.TryTake(out var more))
        {
            if (more.Path is null)
            {
                events.Add(more);
                break;
            }
        }

        if (book.Tasks.FirstOrDefault(known => known.Path == Path.GetFullPath(path)) is { } saved)
        {
            task = saved;
            Check();
        }
    }

    private void GoOn()
    {
        int next = book.Tasks.Index().First(entry => entry.Item == task).Index + 1;
        if (next == book.Tasks.Count)
        {
            io.Output.WriteLine("This is the last exercise.");
            return;
        }

        if (!solved)
        {
            io.Output.WriteLine($"{task.Id} is left open; it stays in the list.");
        }

        task = book.Tasks[next];
        Check();
    }

    private void Check()
    {
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
        io.Output.WriteLine(solved ? "Solved. n goes on, s shows a solution to compare with." : Keys);
        io.Output.Flush();
    }

    /// <summary>A file that was saved, or a key.</summary>
    private sealed record WatchEvent(string? Path, char? Key);
}
