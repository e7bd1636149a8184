using Makemore;

namespace Tests;

/// <summary>The lectures on the command line.</summary>
public sealed class LectureCommandTests
{
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
        var (code, output, error) = Run("lecture", "microgpt", option, value);
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
