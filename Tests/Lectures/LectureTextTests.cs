using System.Text.RegularExpressions;

namespace Tests;

/// <summary>The lectures' texts: what they link to and show is there, and their commands name what exists.</summary>
public partial class LectureTextTests
{
    public static TheoryData<string> Texts =>
    [
        .. CourseFolder.Lectures.Select(folder => Path.GetRelativePath(CourseFolder.Root, Path.Combine(folder, "README.md"))),
        Path.Combine("lectures", "README.md"),
        "README.md",
    ];

    public static TheoryData<string> Lectures => [.. CourseFolder.Lectures.Select(folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Links_lead_somewhere(string text)
    {
        string path = Path.Combine(CourseFolder.Root, text);
        var targets = Link().Matches(Prose(path)).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://") && !target.StartsWith('#')).ToList();
        Assert.All(targets, target => Assert.True(
            Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, target.Split('#')[0])), $"{text} links to {target}, which does not exist."));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Commands_name_projects_and_files_that_exist(string text)
    {
        string all = File.ReadAllText(Path.Combine(CourseFolder.Root, text));
        var names = Project().Matches(all).Concat(Program().Matches(all)).Select(match => match.Groups[1].Value);
        Assert.All(names, name => Assert.True(Path.Exists(Path.Combine(CourseFolder.Root, name)), $"{text} runs {name}, which does not exist."));
    }

    [Theory]
    [MemberData(nameof(Lectures))]
    public void A_lecture_has_a_program_a_text_and_pictures(string lecture)
    {
        string folder = Path.Combine(CourseFolder.Path, lecture);
        Assert.True(File.Exists(Path.Combine(folder, "lecture.cs")));
        string text = File.ReadAllText(Path.Combine(folder, "README.md"));
        Assert.Contains($"dotnet run lectures/{lecture}/lecture.cs", text);
        Assert.Contains("## Exercises", text);
        Assert.InRange(Picture().Matches(text).Count, 2, int.MaxValue);
    }

    /// <summary>A picture is made by the code: <c>lecture.cs --pictures</c> writes each one that the text shows.</summary>
    [Theory]
    [MemberData(nameof(Lectures))]
    public void Every_picture_is_made_by_the_lectures_code(string lecture)
    {
        string folder = Path.Combine(CourseFolder.Path, lecture), code = File.ReadAllText(Path.Combine(folder, "lecture.cs"));
        Assert.Contains(".ShowInText(", code);
        Assert.All(Picture().Matches(File.ReadAllText(Path.Combine(folder, "README.md"))), picture =>
            Assert.Contains($"\"{Path.GetFileNameWithoutExtension(picture.Groups[1].Value)}\"", code));
    }

    /// <summary>The text without code, in which brackets mean something else.</summary>
    private static string Prose(string path) => Code().Replace(File.ReadAllText(path), "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"!\[[^\]]*\]\((pictures/[^)\s]+)\)")]
    private static partial Regex Picture();

    [GeneratedRegex(@"```.*?```|^ {4}.*?$|`[^`\n]*`", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"--project ([A-Za-z]+)")]
    private static partial Regex Project();

    [GeneratedRegex(@"dotnet run (lectures/\S+\.cs)")]
    private static partial Regex Program();
}
