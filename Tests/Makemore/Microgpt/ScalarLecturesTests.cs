namespace Tests;

/// <summary>The lectures in single numbers, on the command line.</summary>
public class ScalarLecturesTests
{
    [Fact]
    public void Micrograd_prints_the_lecture_s_numbers_and_draws()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string printed = Run("lecture", "micrograd", "-o", folder);
            foreach (string number in new[]
            {
                "24.7041", "138.8338", "645.5773", "L = -8:", "-7.286496", "0.7071067811865476", "x1 -1.5000, w1 1.0000, x2 0.5000, w2 0.0000",
                "6.336362190988558", "-12.353553390593273, 10.25699027111255, 0.0625", "2.1755153626167147", "41 parameters", "337 parameters",
                "step  0 loss 0.8958441028683222, accuracy 50 %", "step 99 loss 0.0109783701354", "accuracy 100 %",
            })
            {
                Assert.Contains(number, printed);
            }

            Assert.Equal(["expression.html", "moons.html", "neuron.html", "readme.html"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Run(params string[] args)
    {
        var io = new CommandIo(new StringWriter(), new StringWriter(), TextReader.Null);
        int exitCode = Makemore.Program.Run(args, io);
        Assert.True(exitCode == 0, io.Error.ToString());
        return io.Output.ToString()!;
    }
}
