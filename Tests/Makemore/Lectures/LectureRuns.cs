using Makemore;

namespace Tests;

/// <summary>What the tests of the lectures share: the names.</summary>
internal static class LectureRuns
{
    /// <summary>The lectures' data.</summary>
    public const string Names = "names.txt";

    /// <summary>The words of names.txt.</summary>
    public static string[] ReadNames() => File.ReadAllLines(TestData.File(Names));

    /// <summary>The names split as in lectures 4 to 6.</summary>
    public static NameSplits Splits(int blockSize) => NameSplits.Of(ReadNames(), blockSize);
}
