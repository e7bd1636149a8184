using Makemore;

namespace Tests;

/// <summary>The lectures on the command line.</summary>
public sealed class LectureCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [DataTheory(LectureRuns.Names)]
    [InlineData("ninja", "maxdiff", 1)]
    public void A_lecture_prints_its_numbers_and_writes_one_page(string lecture, string printed, int plots)
    {
        var (code, output, error) = Run("lecture", lecture, "--max-steps", "3", "-o", folder.Path);
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
        var (code, output, _) = Run("lecture", "ninja", "--max-steps", "1");
        Assert.Equal(0, code);
        Assert.DoesNotContain("plots", output);
    }

    [Fact]
    public void An_unknown_lecture_is_refused()
    {
        var (code, _, error) = Run("lecture", "nonsense");
        Assert.Equal(2, code);
        Assert.Contains("nonsense", error);
    }

    [Theory]
    [InlineData("--max-steps", "0", "at least 1")]
    [InlineData("--max-steps", "-3", "at least 1")]
    [InlineData("-o", "", "is empty")]
    public void A_senseless_option_is_refused_in_one_sentence(string option, string value, string reason)
    {
        var (code, output, error) = Run("lecture", "ninja", option, value);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(reason, error);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        return (Program.Run(args, new CommandIo(output, error, TextReader.Null)), output.ToString(), error.ToString());
    }
}
