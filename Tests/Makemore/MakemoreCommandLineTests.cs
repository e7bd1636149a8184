using System.Text.RegularExpressions;
using Makemore;

namespace Tests;

public sealed partial class MakemoreCommandLineTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string words;
    private readonly string workDir;

    public MakemoreCommandLineTests()
    {
        words = folder.File("words.txt");
        workDir = folder.File("run");
        File.WriteAllText(words, TinyWords.Text);
    }

    public static TheoryData<string> Types =>
        ["transformer", "bigram", "bigram-counts", "mlp", "batchnorm", "wavenet", "rnn", "gru", "lstm", "bow"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_trains_and_samples(string type)
    {
        var (code, output, error) = Train("--type", type);
        Assert.Equal((0, true), (code, error.Contains("best model")));
        Assert.Matches(LastLine(), output.TrimEnd('\n').Split('\n')[^1]); // programs read the result there
        Assert.True(File.Exists(RunFiles.Model(workDir)));
        Assert.Contains("Plotly.newPlot", File.ReadAllText(LossPage.PathIn(workDir)));

        (code, output, error) = Run("sample", "-o", workDir, "-n", "7", "--seed", "1");
        Assert.Equal((0, true), (code, error.Contains(type)));
        string[] lines = output.Split('\n');
        Assert.Equal((8, ""), (lines.Length, lines[^1]));
        Assert.All(lines[..7], word => Assert.Matches("^[bdgklaeo]{1,6}$", word));
    }

    [Fact]
    public void The_options_of_makemore_are_known_by_its_names()
    {
        var (code, output, _) = Run(
            "train", "-i", words, "--work-dir", workDir, "--max-steps", "3", "--device", "cpu", "--seed", "3407", "--top-k", "5", "--type", "gru",
            "--n-layer", "1", "--n-head", "1", "--n-embd", "6", "--n-embd2", "7", "--batch-size", "4", "--learning-rate", "1e-3", "--weight-decay", "0.1", "--threads", "1");
        Assert.Equal(0, code);
        Assert.Contains("step 0: loss", output);
        using var checkpoint = Checkpoint.Open(RunFiles.State(workDir));
        Assert.Equal(
            new RunConfig
            {
                InputFile = words,
                MaxSteps = 3,
                Device = "cpu",
                Threads = 1,
                TopK = 5,
                Type = ModelKind.Gru,
                NLayer = 1,
                NHead = 1,
                NEmbd = 6,
                NEmbd2 = 7,
                BatchSize = 4,
                LearningRate = 1e-3,
                WeightDecay = 0.1,
            },
            checkpoint.Config);
    }

    [Fact]
    public void Training_reports_evaluates_samples_and_saves()
    {
        var (code, output, _) = Train("--type", "bigram", "--max-steps", "501");
        Assert.Equal(0, code);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(51, lines.Count(line => StepLine().IsMatch(line)));
        Assert.Equal(2, lines.Count(line => line.StartsWith("step 500: train loss", StringComparison.Ordinal) || line.StartsWith("step 501: train loss", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Count(line => line.StartsWith("sample after", StringComparison.Ordinal)));
        Assert.Equal(6, lines.Count(line => line.StartsWith("  | ", StringComparison.Ordinal)));
        Assert.Equal(503, File.ReadAllLines(TrainLog.PathIn(workDir)).Length);
    }

    [Fact]
    public void Fewer_samples_are_the_first_of_more()
    {
        Train();
        string more = Run("sample", "-o", workDir, "-n", "60").Output;
        Assert.Equal(60, more.Count(c => c == '\n'));
        Assert.StartsWith(Run("sample", "-o", workDir, "-n", "5").Output, more);
        Assert.NotEqual(more, Run("sample", "-o", workDir, "-n", "60", "--seed", "1").Output);
    }

    [Fact]
    public void A_beginning_is_continued()
    {
        Train();
        var (code, output, _) = Run("sample", "-o", workDir, "-n", "5", "--start", "ba", "--top-k", "3", "--temperature", "0.5");
        Assert.Equal(0, code);
        Assert.All(output.TrimEnd('\n').Split('\n'), word => Assert.StartsWith("ba", word));
        Assert.Equal("badoga\n", Run("sample", "-o", workDir, "-n", "1", "--start", "badoga").Output); // the context is full
    }

    [Theory]
    [InlineData("--start", "baz", 1, "the character 'z' (U+007A)")]
    [InlineData("--start", "bababababa", 1, "at most 6")]
    [InlineData("-n", "0", 2, "at least 1")]
    [InlineData("--temperature", "NaN", 2, "at least 0")]
    [InlineData("--top-k", "-2", 2, "at least -1")]
    [InlineData("-n", "some", 2, "a whole number")]
    public void Samples_that_cannot_be_written_say_why(string option, string value, int expected, string part)
    {
        Train();
        var (code, output, error) = Run("sample", "-o", workDir, option, value);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(part, error);
    }

    [Fact]
    public void Without_a_run_there_is_nothing_to_sample() => AssertFails(1, "There is no checkpoint", Run("sample", "-o", workDir));

    [Fact]
    public void Sampling_only_sorts_fifty_words()
    {
        Train("--type", "bow", "--max-steps", "200");
        var (code, output, _) = Run("train", "-o", workDir, "--sample-only");
        Assert.Equal(0, code);
        string[] lines = output.TrimEnd('\n').Split('\n')[^3..];
        Assert.Equal(["in train", "in test", "new"], lines.Select(line => line[3..Math.Min(11, line.Length)].TrimEnd()));
        Assert.Equal(50, lines.Sum(line => int.Parse(line[..2])));
        Assert.NotEqual(0, int.Parse(lines[0][..2])); // words of one syllable are easily met
    }

    [Fact]
    public void Evaluating_measures_the_words_of_the_run_or_others()
    {
        string trained = Train("--type", "bigram-counts").Output;
        var (code, output, _) = Run("eval", "-o", workDir);
        Assert.Equal(0, code);
        Assert.Matches(LastLine(), output.TrimEnd('\n').Split('\n')[^1]);
        Assert.EndsWith(output.TrimEnd('\n').Split(", test")[^1] + "\n", trained); // the whole test: the same whatever the order

        string others = folder.File("others.txt");
        File.WriteAllText(others, "bado\n\nlega\n");
        (code, output, _) = Run("eval", "-o", workDir, "-i", others);
        Assert.Equal(0, code);
        Assert.Matches(@"loss \d\.\d{4} over 2 words\n$", output);
        File.WriteAllText(others, "bado\nbaz\n");
        AssertFails(1, "The word 'baz' has the character 'z' (U+007A)", Run("eval", "-o", workDir, "-i", others));
        File.WriteAllText(others, "badogabadoga\n");
        AssertFails(1, "'badogabadoga' has 12 characters", Run("eval", "-o", workDir, "-i", others));
    }

    [Fact]
    public void A_second_run_is_refused_unless_asked_for()
    {
        Train();
        byte[] before = File.ReadAllBytes(RunFiles.Model(workDir));
        AssertFails(1, "--resume to go on with it, --overwrite to start over", Train("--seed", "1"));
        AssertFails(2, "choose one", Train("--resume", "--overwrite"));
        AssertFails(1, "finished: 20 of 20 steps", Train("--resume"));
        AssertFails(1, "not divisible", Train("--overwrite", "--n-head", "3"));
        Assert.Equal(before, File.ReadAllBytes(RunFiles.Model(workDir)));
        Assert.Equal(0, Train("--overwrite", "--seed", "1").Code);
        Assert.NotEqual(before, File.ReadAllBytes(RunFiles.Model(workDir)));
    }

    [Fact]
    public void Resuming_on_the_command_line_equals_one_run()
    {
        string other = folder.File("other");
        Train("--max-steps", "30");
        Run([.. Arguments("--max-steps", "12"), "-o", other]);
        var (code, output, _) = Run("train", "-o", other, "--resume", "--max-steps", "30");
        Assert.Equal(0, code);
        Assert.EndsWith(Run("train", "-o", workDir, "--resume", "--max-steps", "30").Error, "The run in " + workDir + " is finished: 30 of 30 steps. Give a larger --max-steps to go on.\n");
        Assert.Equal(File.ReadAllBytes(RunFiles.State(workDir)), File.ReadAllBytes(RunFiles.State(other)));
        Assert.Equal(31, File.ReadAllLines(TrainLog.PathIn(other)).Length); // steps and the evaluation at the end
        Assert.DoesNotContain("step 0:", output);
    }

    [Theory]
    [InlineData("--n-layer", "1")]
    [InlineData("--n-head", "1")]
    [InlineData("--type", "rnn")]
    public void A_run_that_goes_on_keeps_its_model(string option, string value)
    {
        Train("--n-layer", "2", "--n-head", "2");
        byte[] before = File.ReadAllBytes(RunFiles.State(workDir));
        AssertFails(1, "a transformer with --n-layer 2 --n-head 2", Run("train", "-o", workDir, "--resume", "--max-steps", "30", option, value));
        Assert.Equal(before, File.ReadAllBytes(RunFiles.State(workDir)));
    }

    [Theory]
    [InlineData("--type oracle", 2, "'wavenet'")]
    [InlineData("--learning-rats 1", 2, "--learning-rate")]
    [InlineData("--n-layer x", 2, "a whole number")]
    [InlineData("--n-layer 0", 1, "--n-layer is 0")]
    [InlineData("--max-steps -2", 1, "at least -1")]
    [InlineData("--learning-rate NaN", 1, "--learning-rate is NaN")]
    [InlineData("--n-head 3", 1, "not divisible")]
    [InlineData("--n-embd 2000000000", 1, "GiB of memory")]
    [InlineData("-b 2000000000", 1, "GiB of memory")]
    [InlineData("--device toaster", 2, "Known: auto, cuda")]
    [InlineData("--resume", 1, "There is no checkpoint")]
    [InlineData("--sample-only", 1, "There is no checkpoint")]
    [InlineData("-i missing.txt", 1, "missing.txt does not exist")]
    [InlineData("-i .", 1, "it is a folder")]
    public void What_cannot_be_done_is_said_in_one_line(string arguments, int expected, string part)
    {
        AssertFails(expected, part, Train(arguments.Split(' ')));
        Assert.False(Directory.Exists(workDir));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n\n", "no words")]
    [InlineData("anna\n", "only one word")]
    public void A_file_without_words_enough_says_so(string text, string part)
    {
        File.WriteAllText(words, text);
        AssertFails(1, part, Train());
    }

    [Fact]
    public void A_file_that_is_no_text_says_so()
    {
        File.WriteAllBytes(words, [(byte)'a', 0xFF, 0xFE, 0, 1]);
        AssertFails(1, "not a text in UTF-8", Train());
        File.WriteAllText(words, "anna\nbob\n", System.Text.Encoding.Unicode);
        AssertFails(1, "save it as UTF-8", Train());
    }

    [Fact]
    public void A_file_of_a_gigabyte_is_refused_without_reading_it()
    {
        using (var huge = File.Create(words))
        {
            huge.SetLength(1 << 30); // sparse: it takes no room
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertFails(1, "67,108,864 bytes, the most", Train());
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16 << 20);
    }

    [Fact]
    public void Empty_lines_a_byte_order_mark_and_Windows_line_ends_change_nothing()
    {
        string plain = LastLineOf(Train().Output);
        File.WriteAllText(words, TinyWords.Text.Replace("\n", "\r\n\r\n", StringComparison.Ordinal) + "\r\n", new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        string output = Train("--overwrite").Output;
        Assert.Contains("; 119 empty lines ignored", output);
        Assert.Equal(plain, LastLineOf(output));

        static string LastLineOf(string text) => text.TrimEnd('\n').Split('\n')[^1];
    }

    [Theory]
    [InlineData]
    [InlineData("bogus")]
    public void No_command_lists_the_commands(params string[] arguments) => AssertFails(2, "train, sample, eval, devices", Run(arguments));

    private string[] Arguments(params string[] more)
    {
        string[] given = [.. more.Where(argument => argument.StartsWith('-'))];
        var defaults = TinyWords.Arguments.Chunk(2).Where(pair => !given.Contains(pair[0])).SelectMany(pair => pair);
        string[] input = given.Contains("-i") ? [] : ["-i", words];
        return ["train", .. input, .. defaults, .. more];
    }

    private (int Code, string Output, string Error) Train(params string[] more) => Run([.. Arguments(more), "-o", workDir]);

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = Program.Run(arguments, new CommandIo(output, error, new StringReader("")));
        return (code, output.ToString(), error.ToString());
    }

    private static void AssertFails(int code, string part, (int Code, string Output, string Error) run)
    {
        Assert.Equal(code, run.Code);
        Assert.Contains(part, run.Error);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("   at ", run.Error);
    }

    [GeneratedRegex(@"^train loss \d+\.\d{4}, test loss \d+\.\d{4}$")]
    private static partial Regex LastLine();

    [GeneratedRegex(@"^step \d+: loss \d+\.\d{4}, \d+\.\d\d ms$")]
    private static partial Regex StepLine();
}
