namespace Tests;

/// <summary>Every lecture's program: it prints the lecture's numbers and says that they agree.</summary>
[Trait("Group", "Long")]
[Collection("Lecture programs")] // one after another: each uses all cores
public class LectureProgramTests
{
    public static TheoryData<string> All => [.. CourseFolder.Lectures.Select(folder => Path.GetFileName(folder))];

    [Fact]
    public void There_are_eleven_lectures() => Assert.Equal(Enumerable.Range(1, 11), CourseFolder.Lectures.Select(folder => int.Parse(Path.GetFileName(folder)[..2])));

    [DataTheory("names.txt", "tinyshakespeare/input.txt", "taylorswift.txt")]
    [MemberData(nameof(All))]
    public void A_quick_run_agrees_with_the_lecture(string lecture) => LectureProgram.AssertAgrees(LectureProgram.Run(lecture, "--quick"));

    /// <summary>One lecture for each text: the names, Shakespeare, minbpe's article.</summary>
    [Theory]
    [InlineData("03-mlp")]
    [InlineData("07-gpt")]
    [InlineData("08-tokenizer")]
    public void Without_data_and_network_a_lecture_goes_on_with_the_courses_own_texts(string lecture)
    {
        var (exitCode, output) = LectureProgram.RunWithoutData(lecture, "--quick");
        Assert.True(exitCode == 0, output);
        Assert.Contains("so the course's own texts are used", output);
        Assert.Contains("not compared", output);
        Assert.DoesNotContain("✗", output);
    }

    [Fact]
    public void A_lecture_can_end_after_a_step_and_is_run_by_the_command_of_its_text()
    {
        var (exitCode, output) = LectureProgram.RunByDotnet("01-micrograd", "--step", "2");
        Assert.Equal(0, exitCode);
        Assert.Contains("\n2. ", output);
        Assert.DoesNotContain("\n3. ", output);
    }

    [Fact]
    public void A_wrong_option_is_one_sentence()
    {
        var (exitCode, output) = LectureProgram.Run("01-micrograd", "--step", "0");
        Assert.Equal(2, exitCode);
        Assert.Contains("--step must be at least 1", output);
        Assert.DoesNotContain("   at ", output);
    }
}
