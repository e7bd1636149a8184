using System.Text;

namespace Lectures;

/// <summary>
/// The one source of an exercise: a C# file that is the solution. Its first comment is the title and the task; lines that begin with
/// <c>//?</c> are the three hints, from the idea over the formula to the line; and markers say what the learner gets instead:
/// <code>
/// // &lt;solution&gt;
/// return 1 - (y * y);
/// // &lt;skeleton&gt;
/// // throw new NotImplementedException("the slope of tanh");
/// // &lt;/solution&gt;
/// </code>
/// </summary>
public sealed class ExerciseFile
{
    private const string Hint = "//?", Solution = "// <solution>", Skeleton = "// <skeleton>", End = "// </solution>", Comment = "// ";

    private ExerciseFile(string title, string task, IReadOnlyList<string> hints, string skeleton, string solution) =>
        (Title, Task, Hints, SkeletonText, SolutionText) = (title, task, hints, skeleton, solution);

    /// <summary>The first line.</summary>
    public string Title { get; }

    /// <summary>What is to be done.</summary>
    public string Task { get; }

    /// <summary>Idea, formula, line.</summary>
    public IReadOnlyList<string> Hints { get; }

    /// <summary>What the learner starts from.</summary>
    public string SkeletonText { get; }

    /// <summary>The solution without markers and hints.</summary>
    public string SolutionText { get; }

    /// <summary>Reads a source.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="DataException">Its comment, hints or markers are not as they should be.</exception>
    public static ExerciseFile Parse(string text, string name)
    {
        var skeleton = new StringBuilder();
        var solution = new StringBuilder();
        var hints = new List<string>();
        var comment = new List<string>();
        bool inHead = true;
        string? part = null;
        int parts = 0, number = 0;
        foreach (string line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            number++;
            string trimmed = line.Trim();
            inHead &= trimmed.StartsWith("//", StringComparison.Ordinal);
            if (trimmed.StartsWith(Hint, StringComparison.Ordinal))
            {
                hints.Add(trimmed[Hint.Length..].Trim());
                continue;
            }

            if (inHead)
            {
                comment.Add(trimmed[2..].Trim());
            }

            switch (trimmed, part)
            {
                case (Solution, null):
                    part = Solution;
                    parts++;
                    continue;
                case (Skeleton, Solution):
                    part = Skeleton;
                    continue;
                case (End, Skeleton):
                    part = null;
                    continue;
                case (Solution or Skeleton or End, _):
                    throw new DataException($"{name}, line {number}: {trimmed} is out of place; the order is {Solution}, {Skeleton}, {End}.");
            }

            if (part != Skeleton)
            {
                solution.Append(line).Append('\n');
            }

            if (part != Solution)
            {
                skeleton.Append(part is null ? line : Uncommented(line, name, number)).Append('\n');
            }
        }

        if (part is not null || parts == 0 || hints.Count != 3 || comment.Count < 2)
        {
            throw new DataException(
                $"{name}: an exercise needs a comment with its title and task, three hints ({Hint}; here {hints.Count}) and at least one closed {Solution} (here {parts}).");
        }

        return new ExerciseFile(comment[0], string.Join('\n', comment.Skip(1)).Trim('\n'), hints, skeleton.ToString(), solution.ToString());
    }

    private static string Uncommented(string line, string name, int number)
    {
        int at = line.IndexOf(Comment, StringComparison.Ordinal);
        return line.Trim() is "//" or "" ? "" : at >= 0 && line.AsSpan(0, at).IsWhiteSpace()
            ? string.Concat(line.AsSpan(0, at), line.AsSpan(at + Comment.Length))
            : throw new DataException($"{name}, line {number}: a line of the skeleton begins with '{Comment}'.");
    }
}
