using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Tests;

/// <summary>Runs a lecture's program as its text says.</summary>
internal static partial class LectureProgram
{
    /// <summary>It ended well, and every number was compared and agreed.</summary>
    public static void AssertAgrees((int ExitCode, string Output) run)
    {
        Assert.True(run.ExitCode == 0, run.Output);
        var sum = Summary().Match(run.Output);
        Assert.True(sum.Success, run.Output);
        Assert.Equal(sum.Groups[2].Value, sum.Groups[1].Value);
        Assert.DoesNotContain("not compared", run.Output);
    }

    /// <summary>Runs <c>dotnet run lectures/NAME/lecture.cs</c>; pages go to a folder that is deleted.</summary>
    public static (int ExitCode, string Output) Run(string lecture, params string[] options)
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
