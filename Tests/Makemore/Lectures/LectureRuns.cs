using Makemore;

namespace Tests;

/// <summary>What the tests of the lectures share: the names, and runs that print to nobody.</summary>
internal static class LectureRuns
{
    /// <summary>The lectures' data.</summary>
    public const string Names = "names.txt";

    /// <summary>Losses in the notebooks have four digits after the point.</summary>
    public const double Printed = 0.5e-4 + 1e-9;

    /// <summary>As long as in the lecture.</summary>
    public static LectureRun Whole => new(TextWriter.Null, null, null, CancellationToken.None);

    /// <summary>The words of names.txt.</summary>
    public static string[] ReadNames() => File.ReadAllLines(TestData.File(Names));

    /// <summary>The names split as in lectures 4 to 6.</summary>
    public static NameSplits Splits(int blockSize) => NameSplits.Of(ReadNames(), blockSize);

    /// <summary>Every 10,000th loss is the one printed.</summary>
    public static void AssertPrinted(double[] printed, double[] losses, double tolerance = Printed)
    {
        for (int i = 0; i < printed.Length; i++)
        {
            double loss = losses[i * LectureTraining.PrintEvery];
            Assert.True(Math.Abs(printed[i] - loss) <= tolerance, $"Step {i * LectureTraining.PrintEvery}: {loss:F6}, printed {printed[i]:F4}.");
        }
    }
}
