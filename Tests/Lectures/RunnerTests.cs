using System.Collections.Concurrent;
using Lectures;

namespace Tests;

/// <summary>The runner with a learner who makes mistakes. It works in a copy of the course's folder.</summary>
public sealed class RunnerTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("zerotohero-").FullName;
    private readonly string folder;

    public RunnerTests()
    {
        folder = Path.Combine(root, "lectures");
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(CourseFolder.Path, "lectures.csproj"), Path.Combine(folder, "lectures.csproj"));
        foreach (string file in CourseFolder.Lectures.SelectMany(lecture => new[] { "solutions", "exercises" }
            .Select(part => Path.Combine(lecture, part)).Where(Directory.Exists).SelectMany(Directory.GetFiles)))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(CourseFolder.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private Workbook Book => new(folder);

    public void Dispose()
    {
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void Code_that_does_not_compile_is_explained_with_its_line()
    {
        using var checker = new Checker();
        var task = Book.Tasks[0];
        var result = checker.Check(task, task.Source.SolutionText.Replace("* dy[i];", "* dy[i]"));
        Assert.False(result.Passed);
        Assert.Contains("line ", result.Errors);
        Assert.Contains("semicolon", result.Errors);
    }

    [Theory]
    [InlineData("while (true) { }", "loop that never ends")]
    [InlineData("return [TanhBackward(y, dy)[0] + 1];", "recursion that never ends")]
    [InlineData("var all = new List<double[]>(); while (true) { all.Add(new double[1 << 24]); Array.Fill(all[^1], 1.0); }", "more memory than")]
    [InlineData("throw new InvalidOperationException(\"mine\");", "InvalidOperationException in E01_Tanh.cs, line")]
    [InlineData("Environment.Exit(0); return dy;", "ended the whole process")]
    [InlineData("return null!;", "null")]
    public void Code_that_misbehaves_is_named_and_the_runner_survives(string body, string said)
    {
        using var checker = new Checker();
        var task = Book.Tasks[0];
        string text = $"public static class Tanh {{ public static double[] TanhBackward(double[] y, double[] dy) {{ {body} }} }}";
        var result = checker.Check(task, text);
        Assert.Contains(said, result.Results.First(check => check.Failure is not null).Failure);
        Assert.True(checker.Check(task, task.Source.SolutionText).Passed);
    }

    [Fact]
    public void A_method_that_is_gone_is_asked_for_with_its_signature()
    {
        using var checker = new Checker();
        var result = checker.Check(Book.Tasks[0], "public static class Tanh { }");
        Assert.Contains("double[] TanhBackward(double[]", result.Results[0].Failure);
    }

    [Fact]
    public void A_wrong_gradient_is_diagnosed()
    {
        using var checker = new Checker();
        var task = Book.Tasks[0];
        var result = checker.Check(task, task.Source.SolutionText.Replace(") * dy[i];", ");"));
        Assert.Contains("Diagnosis", result.Results[^1].Failure);
        Assert.Contains("upstream", result.Results[^1].Failure);
    }

    [Fact]
    public void A_diagnosis_is_shown_although_a_simpler_check_failed_before_it()
    {
        File.WriteAllText(Book.Get("1.1").Path, Book.Get("1.1").Source.SolutionText.Replace(") * dy[i];", ") * -dy[i];"));
        string said = Run(1, "check", "1.1");
        Assert.Contains("✗ one number", said);
        Assert.Contains("sign", said[said.IndexOf("Diagnosis", StringComparison.Ordinal)..]);
    }

    /// <summary>A learner who first leaves everything as it is, asks for a hint, and then finds the solution, exercise by exercise.</summary>
    [Fact]
    [Trait("Group", "Long")]
    public void A_learner_can_go_through_all_of_them_in_order()
    {
        using var checker = new Checker();
        var progress = new Progress(folder);
        foreach (var task in Book.Tasks)
        {
            Assert.Equal(task.Id, Book.Tasks.First(open => progress[open.Id].Solved is null).Id);
            var wrong = checker.Check(task);
            progress.Note(wrong);
            Assert.False(wrong.Passed);
            Assert.Equal(1, progress.NextHint(task.Id));
            File.WriteAllText(task.Path, task.Source.SolutionText);
            var right = checker.Check(task);
            progress.Note(right);
            Assert.True(right.Passed, $"{task.Id}: {string.Join("; ", right.Results.Select(check => check.Failure))}");
        }

        var again = new Progress(folder);
        Assert.All(Book.Tasks, task => Assert.Equal((1, 1), (again[task.Id].Attempts, again[task.Id].Hints)));
        Assert.All(Book.Tasks, task => Assert.NotNull(again[task.Id].Solved));
    }

    [Fact]
    public void Progress_keeps_lines_that_it_does_not_know()
    {
        string path = Path.Combine(folder, "progress.txt");
        File.WriteAllText(path, "current 1.1\r\n1.1 3 2 2026-01-02\nsomething of a later version\n");
        var progress = new Progress(folder);
        Assert.Equal(("1.1", 3, 2, "2026-01-02"), (progress.Current, progress["1.1"].Attempts, progress["1.1"].Hints, progress["1.1"].Solved));
        progress.NextHint("1.1");
        Assert.Contains("something of a later version", File.ReadAllText(path));
        Assert.Contains("1.1 3 3 2026-01-02", File.ReadAllText(path));
    }

    [Fact]
    public void Progress_that_is_no_text_says_what_it_is_for()
    {
        string path = Path.Combine(folder, "progress.txt");
        File.WriteAllBytes(path, [0xFF, 0xFE, 0x00, 0x81]);
        var refused = Assert.Throws<DataException>(() => new Progress(folder));
        Assert.Contains("delete it to start afresh", refused.Message);
        Assert.Equal(4, new FileInfo(path).Length);
    }

    [Fact]
    public void The_commands_work_without_a_terminal()
    {
        Assert.Contains("1.1", Run(0, "list"));
        Assert.Contains("0 of ", Run(1, "check", "1.1"));
        Assert.Contains("Hint 1 of 3", Run(0, "hint", "1.1"));
        Assert.Contains("Hint 2 of 3", Run(0, "hint", "1.1"));
        Assert.Contains("not solved yet", Run(1, "solution", "1.1"));
        Assert.Contains("TanhBackward", Run(0, "solution", "1.1", "--give-up"));
        File.WriteAllText(Book.Get("1.1").Path, Book.Get("1.1").Source.SolutionText);
        Assert.Contains("✓", Run(0, "check", "1.1"));
        Assert.Contains("1 of ", Run(0, "progress"));
        Assert.Matches(@"1 passed, 0 failed, \d+ skipped\s*$", Run(0, "verify"));
        Assert.Contains(".bak", Run(0, "reset", "1.1"));
        Assert.Equal(Book.Get("1.1").Source.SkeletonText, File.ReadAllText(Book.Get("1.1").Path));
        Assert.Contains("There is no exercise '99.9'", Run(2, "check", "99.9"));
    }

    [Fact]
    public void Watch_shows_the_first_failing_check_takes_keys_as_lines_and_ends_with_the_input()
    {
        var output = new StringWriter();
        Assert.Equal(0, WatchCommand.Run(new CommandIo(output, output, new StringReader("h\nx\nq\n")), Book));
        Assert.Contains("0 of 2 checks passed", output.ToString());
        Assert.Contains("Hint 1 of 3", output.ToString());
        Assert.Contains("n next", output.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Watch_answers_a_save_and_does_not_move_on_by_itself(bool byRename)
    {
        var task = Book.Get("1.1");
        using var keys = new Keys();
        var page = new Page();
        var watching = Task.Run(() => WatchCommand.Run(new CommandIo(page, page, keys), Book));
        await page.Shows("0 of 2 checks passed");
        string written = byRename ? $"{task.Path}.tmp" : task.Path;
        File.WriteAllText(written, task.Source.SolutionText);
        File.Move(written, task.Path, overwrite: true);
        await page.Shows("Solved.");
        Assert.DoesNotContain("1.2  ", page.ToString());
        keys.Press("n");
        await page.Shows("1.2  ");
        keys.Press("q");
        Assert.Equal(0, await watching);
    }

    [Fact]
    public async Task Watch_gives_the_solution_to_those_who_ask_twice_and_keeps_what_a_reset_takes_away()
    {
        var task = Book.Get("1.4");
        File.WriteAllText(task.Path, "mine");
        using var keys = new Keys();
        var page = new Page();
        var watching = Task.Run(() => WatchCommand.Run(new CommandIo(page, page, keys), Book, "1.4"));
        await page.Shows("does not compile");
        keys.Press("s");
        await page.Shows("s once more gives up");
        Assert.DoesNotContain("Da => 6", page.ToString());
        keys.Press("s");
        await page.Shows("Da => 6");
        keys.Press("r");
        await page.Shows("E04_ByHand.cs.bak");
        await page.Shows("0 of 3 checks passed");
        Assert.Equal("mine", File.ReadAllText($"{task.Path}.bak"));
        keys.Press("q");
        Assert.Equal(0, await watching);
    }

    [Fact]
    public void A_file_that_is_gone_or_empty_is_said_to_be_so()
    {
        using var checker = new Checker();
        var task = Book.Get("1.1");
        File.WriteAllText(task.Path, "");
        Assert.Contains("There is no public static method TanhBackward", checker.Check(task).Results[0].Failure);
        File.Delete(task.Path);
        Assert.Contains("The command reset 1.1 brings the original file back", checker.Check(task).Errors);
        Assert.Contains("as it was", Run(0, "reset", "1.1"));
        Assert.Equal(task.Source.SkeletonText, File.ReadAllText(task.Path));
    }

    private string Run(int exitCode, params string[] args)
    {
        var output = new StringWriter();
        Assert.Equal(exitCode, CommandLine.Run("", args, new CommandIo(output, output, TextReader.Null), io => ExerciseCommands.Create(io, () => Book)));
        return output.ToString();
    }

    /// <summary>Keys that are pressed one by one.</summary>
    private sealed class Keys : TextReader
    {
        private readonly BlockingCollection<string> pressed = [];

        public void Press(string key) => pressed.Add(key);

        public override string? ReadLine() => pressed.Take();
    }

    /// <summary>A screen that one can wait for.</summary>
    private sealed class Page : StringWriter
    {
        private readonly Lock writing = new();

        public override void Write(char value)
        {
            lock (writing)
            {
                base.Write(value);
            }
        }

        public override void Write(string? value)
        {
            lock (writing)
            {
                base.Write(value);
            }
        }

        public override string ToString()
        {
            lock (writing)
            {
                return base.ToString();
            }
        }

        public async Task Shows(string text)
        {
            for (int i = 0; i < 600 && !ToString().Contains(text, StringComparison.Ordinal); i++)
            {
                await Task.Delay(100);
            }

            Assert.Contains(text, ToString());
        }
    }
}
