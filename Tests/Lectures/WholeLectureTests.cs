namespace Tests;

/// <summary>The lectures as long as the originals train, beside everything else: they take minutes.</summary>
[Trait("Group", "Long")]
[Collection("Lecture programs")] // one after another: each is built first
public class WholeLectureTests
{
    /// <summary>Lectures 1 to 8 have numbers of the original's that only a whole run reaches.</summary>
    public static TheoryData<string> WithWholeRuns => [.. CourseFolder.Lectures.Select(folder => Path.GetFileName(folder)).Where(name => string.CompareOrdinal(name, "09") < 0)];

    [DataTheory("names.txt", "tinyshakespeare/input.txt", "taylorswift.txt")]
    [MemberData(nameof(WithWholeRuns))]
    public void A_whole_run_agrees_with_the_lecture(string lecture) => LectureProgram.AssertAgrees(LectureProgram.Run(lecture));
}
