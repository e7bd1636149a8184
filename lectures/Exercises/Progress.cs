using System.Globalization;
using System.Text;

namespace Lectures;

/// <summary>
/// How far the learner is: a plain text file, <c>lectures/progress.txt</c>, a line an exercise. Lines that are not understood are
/// kept as they are.
/// </summary>
public sealed class Progress
{
    private const string Name = "progress.txt", Head = "# Exercise, attempts, hints seen, day it was solved. The runner writes this file; delete it to start afresh.";
    private const string NotSolved = "-", CurrentKey = "current";

    private readonly string path;
    private readonly List<string> unknown = [];
    private readonly Dictionary<string, ExerciseProgress> entries = [];

    /// <summary>Reads the file, if there is one.</summary>
    /// <param name="folder">The folder <c>lectures</c>.</param>
    /// <exception cref="DataException">It cannot be read.</exception>
    public Progress(string folder)
    {
        path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            return;
        }

        foreach (string line in ReadText().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts is [CurrentKey, var current])
            {
                Current = current;
            }
            else if (parts is [var id, var attempts, var hints, var solved]
                && int.TryParse(attempts, CultureInfo.InvariantCulture, out int tried) && int.TryParse(hints, CultureInfo.InvariantCulture, out int seen))
            {
                entries[id] = new ExerciseProgress(tried, seen, solved == NotSolved ? null : solved);
            }
            else if (line != Head)
            {
                unknown.Add(line);
            }
        }
    }

    /// <summary>The exercise that the learner is at; null at the beginning.</summary>
    public string? Current { get; private set; }

    /// <summary>How far an exercise is.</summary>
    public ExerciseProgress this[string id] => entries.GetValueOrDefault(id) ?? new ExerciseProgress(0, 0, null);

    /// <summary>Goes to an exercise.</summary>
    public void GoTo(string id)
    {
        Current = id;
        Save();
    }

    /// <summary>Notes an attempt; a file in which nothing was written yet is none.</summary>
    public void Note(CheckedExercise result)
    {
        if (result.Task.IsUntouched)
        {
            return;
        }

        var before = this[result.Task.Id];
        entries[result.Task.Id] = before with
        {
            Attempts = before.Attempts + 1,
            Solved = before.Solved ?? (result.Passed ? DateTime.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null),
        };
        Save();
    }

    /// <summary>Notes that one more hint was seen.</summary>
    /// <returns>Which one: 1 to 3.</returns>
    public int NextHint(string id)
    {
        var before = this[id];
        int hint = Math.Min(before.Hints + 1, 3);
        entries[id] = before with { Hints = hint };
        Save();
        return hint;
    }

    /// <summary>Notes that an exercise begins anew: its attempts and hints stay, but it is not solved.</summary>
    public void Reopen(string id)
    {
        entries[id] = this[id] with { Solved = null };
        Save();
    }

    private string ReadText()
    {
        try
        {
            return InputFile.ReadAllText(path);
        }
        catch (DataException e)
        {
            throw new DataException($"{e.Message.TrimEnd('.')}. It says how far you are: mend it, or delete it to start afresh; the exercises keep what you wrote.", e);
        }
    }

    private void Save()
    {
        var text = new StringBuilder(Head).Append('\n');
        if (Current is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"{CurrentKey} {Current}\n");
        }

        foreach (var (id, entry) in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{id} {entry.Attempts} {entry.Hints} {entry.Solved ?? NotSolved}\n");
        }

        unknown.ForEach(line => text.Append(line).Append('\n'));
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }
}

/// <summary>How far an exercise is.</summary>
/// <param name="Attempts">How often it was checked.</param>
/// <param name="Hints">How many hints were seen.</param>
/// <param name="Solved">The day it was solved; null: not yet.</param>
public sealed record ExerciseProgress(int Attempts, int Hints, string? Solved);
