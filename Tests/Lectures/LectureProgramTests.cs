using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Tests;

/// <summary>Every lecture's program, run as its text says: it prints the lecture's numbers and says that they agree.</summary>
[Trait("Group", "Long")]
public partial class LectureProgramTests
{
    public static TheoryData<string> All => [.. CourseFolder.Lectures.Select(folder => Path.GetFileName(folder))];

    /// <summary>Lectures 1 to 8 have numbers of the original's that only a whole run reaches.</summary>
    public static TheoryData<string> WithWholeRuns => [.. CourseFolder.Lectures.Select(folder => Path.GetFileName(folder)).Where(name => string.CompareOrdinal(name, "09") < 0)];

    [Fact]
    public void There_are_eleven_lectures() => Assert.Equal(Enumerable.Range(1, 11), CourseFolder.Lectures.Select(folder => int.Parse(Path.GetFileName(folder)[..2])));

    [DataTheory("names.txt", "tinyshakespeare/input.txt", "taylorswift.txt")]
    [MemberData(nameof(All))]
    public void A_quick_run_agrees_with_the_lecture(string lecture) => AssertAgrees(Run(lecture, "--quick"));

    [DataTheory("names.txt", "tinyshakespeare/input.txt", "taylorswift.txt")]
    [MemberData(nameof(WithWholeRuns))]
    public void A_whole_run_agrees_with_the_lecture(string lecture) => AssertAgrees(Run(lecture));

    [Fact]
    public void A_lecture_can_end_after_a_step()
    {
        var (exitCode, output) = Run("01-micrograd", "--step", "2");
        Assert.Equal(0, exitCode);
        Assert.Contains("\n2. ", output);
        Assert.DoesNotContain("\n3. ", output);
    }

    [Fact]
    public void A_wrong_option_is_one_sentence()
    {
        var (exitCode, output) = Run("01-micrograd", "--step", "0");
        Assert.Equal(2, exitCode);
        Assert.Contains("--step must be at least 1", output);
        Assert.DoesNotContain("   at ", output);
    }

    private static void AssertAgrees((int ExitCode, string Output) run)
    {
        Assert.True(run.ExitCode == 0, run.Output);
        var sum = Summary().Match(run.Output);
        Assert.True(sum.Success, run.Output);
        Assert.Equal(sum.Groups[2].Value, sum.Groups[1].Value);
        Assert.DoesNotContain("not compared", run.Output);
    }

    private static (int ExitCode, string Output) Run(string lecture, params string[] options)
    {
        string folder = Directory.CreateTempSubdirectory("zerotohero-").FullName;
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                "dotnet", ["run", Path.Combine("lectures", lecture, "lecture.cs"), "--", "--out-dir", folder, .. options])
            {
                WorkingDirectory = CourseFolder.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + error.Result);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"^(\d+) of (\d+) numbers agree with the lecture", RegexOptions.Multiline)]
    private static partial Regex Summary();
}
