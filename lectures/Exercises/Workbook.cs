using System.Globalization;

namespace Lectures;

/// <summary>All exercises in order, with their files.</summary>
public sealed class Workbook
{
    private const string ProjectFile = "lectures.csproj";

    /// <summary>Opens the workbook in a folder.</summary>
    /// <param name="folder">The folder <c>lectures</c>.</param>
    /// <exception cref="DataException">A source is missing or not as it should be.</exception>
    public Workbook(string folder)
    {
        Folder = folder;
        Tasks =
        [
            .. typeof(Workbook).Assembly.GetTypes()
                .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(Exercise)))
                .Select(type => (Exercise)Activator.CreateInstance(type)!)
                .OrderBy(exercise => exercise.Lecture).ThenBy(exercise => exercise.Number)
                .Select(exercise => ExerciseTask.Open(folder, exercise)),
        ];
        if (Tasks.GroupBy(task => task.Id).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new DataException($"There are {twice.Count()} exercises {twice.Key}: {string.Join(", ", twice.Select(task => task.Exercise.GetType().Name))}.");
        }
    }

    /// <summary>The folder <c>lectures</c>.</summary>
    public string Folder { get; }

    /// <summary>The exercises in order.</summary>
    public IReadOnlyList<ExerciseTask> Tasks { get; }

    /// <summary>The workbook of the repository that one stands in, or else of the one that this program was built from.</summary>
    /// <exception cref="DataException">There is none.</exception>
    public static Workbook Find()
    {
        foreach (string start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, ProjectFile)))
                {
                    return new Workbook(folder.FullName);
                }

                if (File.Exists(Path.Combine(folder.FullName, "lectures", ProjectFile)))
                {
                    return new Workbook(Path.Combine(folder.FullName, "lectures"));
                }
            }
        }

        throw new DataException("The exercises were not found: run this program from within the repository.");
    }

    /// <summary>An exercise by its number <c>1.3</c> or its name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public ExerciseTask Get(string idOrName) =>
        Tasks.FirstOrDefault(task => task.Id == idOrName || task.Name.Equals(idOrName, StringComparison.OrdinalIgnoreCase))
        ?? throw new UsageException($"There is no exercise '{idOrName}'. The command list shows all {Tasks.Count}: 1.1 is the first.");

    /// <summary>The exercise behind another one; null behind the last.</summary>
    public ExerciseTask? After(ExerciseTask task) => Tasks.SkipWhile(other => other != task).ElementAtOrDefault(1);
}

/// <summary>An exercise with its files.</summary>
/// <param name="Exercise">Its checks.</param>
/// <param name="Name">The class and file it is about, without number.</param>
/// <param name="Path">The learner's file.</param>
/// <param name="Source">Task, hints, skeleton and solution.</param>
public sealed record ExerciseTask(Exercise Exercise, string Name, string Path, ExerciseFile Source)
{
    /// <summary>How it is named on the command line: <c>1.3</c>.</summary>
    public string Id => Exercise.Id;

    /// <summary>Whether the learner's file is as it was at the beginning.</summary>
    public bool IsUntouched
    {
        get
        {
            try
            {
                return Read() == Source.SkeletonText;
            }
            catch (DataException)
            {
                return false; // it is not there
            }
        }
    }

    /// <summary>The learner's text.</summary>
    /// <exception cref="DataException">It cannot be read.</exception>
    public string Read() => InputFile.ReadAllText(Path).ReplaceLineEndings("\n");

    /// <summary>Finds the source <c>lectures/NN-name/solutions/ENN_Name.cs</c> and reads it.</summary>
    internal static ExerciseTask Open(string folder, Exercise exercise)
    {
        string lecture = exercise.Lecture.ToString("00", CultureInfo.InvariantCulture), number = exercise.Number.ToString("00", CultureInfo.InvariantCulture);
        string[] sources = [.. Directory.GetDirectories(folder, $"{lecture}-*")
            .Select(lectureFolder => System.IO.Path.Combine(lectureFolder, "solutions"))
            .Where(Directory.Exists)
            .SelectMany(solutions => Directory.GetFiles(solutions, $"E{number}_*.cs"))];
        if (sources.Length != 1)
        {
            throw new DataException($"Exercise {exercise.Id} ({exercise.GetType().Name}) has {sources.Length} sources {lecture}-*/solutions/E{number}_*.cs; it needs one.");
        }

        string file = System.IO.Path.GetFileName(sources[0]);
        return new ExerciseTask(
            exercise,
            System.IO.Path.GetFileNameWithoutExtension(file)[(1 + number.Length + 1)..],
            System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(sources[0])!, "..", "exercises", file)),
            ExerciseFile.Parse(File.ReadAllText(sources[0]), file));
    }
}
