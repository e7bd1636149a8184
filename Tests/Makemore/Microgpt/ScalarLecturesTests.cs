namespace Tests;

/// <summary>The lectures in single numbers, on the command line.</summary>
public class ScalarLecturesTests
{
    [DataFact("names.txt")]
    public void Microgpt_prints_six_steps()
    {
        string printed = Run("lecture", "microgpt", "--max-steps", "2");
        Assert.Equal(6, printed.Split("step    2 / 1000").Length - 1);
        Assert.Contains("step    1 / 1000 | loss 3.3816", printed);
        Assert.Contains("step    2 / 1000 | loss 3.4243", printed);
    }

    private static string Run(params string[] args)
    {
        var io = new CommandIo(new StringWriter(), new StringWriter(), TextReader.Null);
        int exitCode = Makemore.Program.Run(args, io);
        Assert.True(exitCode == 0, io.Error.ToString());
        return io.Output.ToString()!;
    }
}
