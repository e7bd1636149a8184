using NanoGpt;
using Xunit.Abstractions;

namespace Tests;

/// <summary>minGPT's adder and sorter.</summary>
public class DemoTests(ITestOutputHelper output)
{
    /// <summary>The examples in minGPT's description of its dataset: 8550531 and 0639054.</summary>
    [Theory]
    [InlineData(new[] { 8, 5, 5, 0 }, new[] { 5, 3, 1 }, "85 + 50 = 135")]
    [InlineData(new[] { 0, 6, 3, 9 }, new[] { 5, 4, 0 }, "6 + 39 = 45")]
    public void Sums_are_written_from_their_last_digit_on(int[] question, int[] answer, string text)
    {
        var adder = new Adder();
        Assert.Equal(answer, adder.Solve(question));
        Assert.Equal(text, adder.Format(question, answer));
        Assert.Equal((10, 6), (adder.VocabSize, adder.BlockSize));
    }

    /// <summary>The example of minGPT's notebook.</summary>
    [Fact]
    public void The_sorter_sorts()
    {
        var sorter = new Sorter();
        Assert.Equal([0, 0, 0, 1, 1, 2], sorter.Solve([0, 0, 2, 1, 0, 1]));
        Assert.Equal("0 0 2 1 0 1 sorted is 0 0 0 1 1 2", sorter.Format([0, 0, 2, 1, 0, 1], [0, 0, 0, 1, 1, 2]));
        Assert.Equal((3, 11), (sorter.VocabSize, sorter.BlockSize));
    }

    [Fact]
    public void The_adder_is_asked_every_pair_and_never_trained_on_those_held_out()
    {
        var adder = new Adder();
        var (trained, heldOut) = (Texts(adder.Exams[0].Questions), Texts(adder.Exams[1].Questions));
        Assert.Equal((9500, 500), (trained.Count, heldOut.Count));
        Assert.Equal(10_000, trained.Union(heldOut).Count());
        DrawsFrom(adder, trained);
    }

    [Fact]
    public void The_sorter_is_asked_10000_sequences_of_a_quarter_that_it_is_never_trained_on()
    {
        var sorter = new Sorter();
        var (trained, heldOut) = (Texts(sorter.Exams[0].Questions), Texts(sorter.Exams[1].Questions));
        Assert.Equal(10_000, sorter.Exams[1].Questions.Length);
        Assert.Equal(729 - 182, trained.Count);
        Assert.Equal(182, heldOut.Count); // all of them come up
        Assert.Empty(trained.Intersect(heldOut));
        DrawsFrom(sorter, trained);
    }

    [Fact]
    public void Wrong_answers_are_counted_and_shown()
    {
        var task = new Sorter();
        var model = new DemoTraining(task, 3407, Device.Cpu).Model; // knows nothing yet
        var exam = new DemoExam(task, model);
        var score = exam.Take()[0];
        int right = task.Exams[0].Questions.Zip(exam.Answer(task.Exams[0].Questions)).Count(pair => pair.First.Order().SequenceEqual(pair.Second));
        Assert.Equal((right, 547), (score.Right, score.Asked));
        Assert.InRange(score.Right, 0, 100);
        Assert.Equal(3, score.Mistakes.Count);
    }

    [Fact]
    public void A_demo_that_does_not_get_there_fails_and_shows_mistakes()
    {
        var (code, text, _) = NanoGptRun.Of("demo", "adder", "--max-iters", "3", "--device", "cpu");
        Assert.Equal(1, code);
        Assert.Contains("step 3: loss 2.", text); // ln 10 = 2.3
        Assert.Contains("; right is ", text);
        Assert.Contains("of 10,000 right", text);
    }

    [Theory]
    [InlineData("adder", "--max-iters", "0")]
    [InlineData("sorter", "--seed", "-1")]
    [InlineData("subtractor", "--seed", "1")]
    public void Wrong_command_lines_are_refused(params string[] arguments)
    {
        var (code, text, error) = NanoGptRun.Of(["demo", .. arguments]);
        Assert.Equal((2, ""), (code, text));
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_for_every_number_of_threads()
    {
        string Run(string seed, string threads)
        {
            var (_, text, _) = NanoGptRun.Of("demo", "sorter", "--max-iters", "30", "--seed", seed, "--device", "cpu", "--threads", threads);
            return string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("device", StringComparison.Ordinal)));
        }

        string once = Run("1", "1");
        Assert.Equal(once, Run("1", "2"));
        Assert.NotEqual(once, Run("2", "1"));
    }

    [Theory]
    [Trait("Group", "Long")]
    [InlineData("adder", "final score: 10,000 of 10,000 right, 100.00 %")]
    [InlineData("sorter", "10,000 of 10,000 held out")]
    public void A_demo_ends_without_a_mistake(string task, string expected)
    {
        var (code, text, _) = NanoGptRun.Of("demo", task, "--device", "cpu");
        output.WriteLine(text);
        Assert.Equal(0, code);
        Assert.Contains(expected, text);
        Assert.EndsWith("right, 100.00 %\n", text);
    }

    private static HashSet<string> Texts(int[][] questions) => [.. questions.Select(question => string.Join(' ', question))];

    private static void DrawsFrom(DemoTask task, HashSet<string> trained)
    {
        var generator = new TorchGenerator(7);
        Assert.Subset(trained, Texts([.. Enumerable.Range(0, 20_000).Select(_ => task.DrawQuestion(generator))]));
    }
}
