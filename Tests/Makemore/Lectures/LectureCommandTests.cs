using Makemore;

namespace Tests;

/// <summary>The lectures on the command line.</summary>
public sealed class LectureCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [DataTheory(LectureRuns.Names)]
    [InlineData("bigram", "anchthizarie", 2)]
    [InlineData("mlp", "182441 to train", 3)]
    [InlineData("batchnorm", "layer 14 (Tanh)", 6)]
    [InlineData("wavenet", "76579 parameters", 1)]
    public void A_lecture_prints_its_numbers_and_writes_one_page(string lecture, string printed, int plots)
    {
        var (code, output, error) = Run("lecture", lecture, "--max-steps", lecture == "bigram" ? "300" : "3", "-o", folder.Path);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(printed, output);
        string page = File.ReadAllText(folder.File($"{lecture}.html"));
        Assert.Equal(plots, page.Split("Plotly.newPlot('").Length - 1);
        Assert.DoesNotMatch("<script[^>]+src=", page);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [DataFact(LectureRuns.Names)]
    public void Without_a_folder_nothing_is_written()
    {
        var (code, output, _) = Run("lecture", "wavenet", "--max-steps", "1");
        Assert.Equal(0, code);
        Assert.DoesNotContain("plots", output);
    }

    [Fact]
    public void An_unknown_lecture_is_refused()
    {
        var (code, _, error) = Run("lecture", "nonsense");
        Assert.Equal(2, code);
        Assert.Contains("bigram", error);
    }

    [Theory]
    [InlineData("--max-steps", "0", "at least 1")]
    [InlineData("--max-steps", "-3", "at least 1")]
    [InlineData("-o", "", "is empty")]
    public void A_senseless_option_is_refused_in_one_sentence(string option, string value, string reason)
    {
        var (code, output, error) = Run("lecture", "wavenet", option, value);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(reason, error);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Other_words_than_names_are_refused_with_the_reason()
    {
        var error = Assert.Throws<DataException>(() => NameSplits.Checked(["añb", "c"], "words.txt"));
        Assert.Contains("words.txt has 2 names of 4 different letters", error.Message);
        Assert.Throws<DataException>(() => NameSplits.Checked(["abcdefghijklmnopqrstuvwxyz"], "one.txt"));
    }

    [DataFact(LectureRuns.Names)]
    public void A_stopped_training_ends_at_once()
    {
        var run = LectureRuns.Whole with { Stop = new CancellationToken(canceled: true) };
        Assert.Throws<OperationCanceledException>(() => WaveNetLecture.Train(LectureRuns.Splits(WaveNetLecture.BlockSize), run));
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        return (Program.Run(args, new CommandIo(output, error, TextReader.Null)), output.ToString(), error.ToString());
    }
}
