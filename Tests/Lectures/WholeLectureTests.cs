namespace Tests;

/// <summary>The lectures as long as the originals train: they take minutes, and their quick runs are tested always.</summary>
[Trait("Group", "Long")]
[Collection("Lecture programs")] // one after another: each is built first
public class WholeLectureTests
{
    /// <summary>
    /// These have numbers of the original's that only a whole run reaches. Lecture 7's are in its quick run: what it trains longer has no
    /// seed in the original.
    /// </summary>
    public static TheoryData<string> WithWholeRuns => ["01-micrograd", "02-bigrams", "03-mlp", "04-batchnorm", "05-backprop-ninja", "06-wavenet", "08-tokenizer"];

    [WholeRunTheory("names.txt", "tinyshakespeare/input.txt", "taylorswift.txt")]
    [MemberData(nameof(WithWholeRuns))]
    public void A_whole_run_agrees_with_the_lecture(string lecture) => LectureProgram.AssertAgrees(LectureProgram.Run(lecture));
}
