using Makemore;

namespace Tests;

/// <summary>Lecture 2's numbers.</summary>
public class BigramLectureTests
{
    private static BigramCounts Counts()
    {
        string[] names = LectureRuns.ReadNames();
        return new BigramCounts(names, NameSplits.LettersOf(names));
    }

    [DataFact(LectureRuns.Names)]
    public void The_counts_are_the_lectures()
    {
        var counts = Counts();
        Assert.Equal((228146, 102), (counts.Total, counts.Zeros));
        Assert.Equal([("n.", 6763), ("a.", 6640), ("an", 5438), (".a", 4410), ("e.", 3983), ("ar", 3264)], counts.MostFrequent.Take(6));
    }

    [DataTheory(LectureRuns.Names)]
    [InlineData(0, 2.454014489154874, 1e-12)]
    [InlineData(1, 2.454576820115698, 1e-12)]
    [InlineData(5, 2.4577, 5e-5)]
    [InlineData(10, 2.4621, 5e-5)]
    public void Counting_loses_what_the_lecture_says(double smoothing, double loss, double tolerance) =>
        Assert.Equal(loss, Counts().NegativeLogLikelihood(smoothing), tolerance);

    [DataFact(LectureRuns.Names)]
    public void The_log_likelihood_of_all_names_is_the_lectures() =>
        Assert.Equal(-559873.59, -Counts().NegativeLogLikelihood(0) * 228146, 0.005);

    [DataTheory(LectureRuns.Names)]
    [InlineData("emma", 2.5143)]
    [InlineData("andrejq", 3.4834)] // without smoothing: infinite
    public void A_single_name_loses_what_the_lecture_says(string name, double loss) => Assert.Equal(loss, Counts().NegativeLogLikelihood(name, 1), 5e-5);

    [DataFact(LectureRuns.Names)]
    public void Without_smoothing_a_pair_that_never_occurred_is_infinitely_bad() =>
        Assert.Equal(double.PositiveInfinity, Counts().NegativeLogLikelihood("andrejq", 0));

    [DataFact(LectureRuns.Names)]
    public void The_five_names_are_the_lectures()
    {
        var counts = Counts();
        string[] names = BigramLecture.Sample(counts.Probabilities(1), counts.Letters);
        Assert.Equal(["mor.", "axx.", "minaymoryles.", "kondlaisah.", "anchshizarie."], names);
    }

    [DataFact(LectureRuns.Names)]
    public void The_network_learns_emma_as_in_the_lecture()
    {
        var net = new BigramNet(Counts(), ["emma"]);
        Assert.Equal(3.7693049907684326, net.LossByOneHot().Item());
        double[] losses = net.Train(4, 0.1, 0, CancellationToken.None);
        Assert.Equal(3.7693049907684326, losses[0]);
        Assert.Equal(3.6891887187957764, losses[4]);
    }

    [DataFact(LectureRuns.Names)]
    public void Both_ways_to_write_the_loss_have_the_same_gradient()
    {
        var net = new BigramNet(Counts(), LectureRuns.ReadNames()[..1000]);
        net.LossByOneHot().Backward();
        double[] byOneHot = net.W.Grad!.ToDoubles();
        net.W.ZeroGrad();
        net.LossByIndex().Backward();
        Assert.All(net.W.Grad!.ToDoubles().Zip(byOneHot), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
    }

    [DataTheory(LectureRuns.Names)]
    [InlineData(0, new[] { 3.758954, 3.371101, 2.689003, 2.472653 }, "mor. axx. minaymoryles. kondlaisah. anchshizarie.")]
    [InlineData(BigramLecture.Regularization, new[] { 3.768619, 3.378807, 2.696505, 2.489959 }, "mor. axx. minaymoryles. kondlaisah. anchthizarie.")]
    public void The_network_learns_all_names_as_in_the_lecture(double regularization, double[] losses, string names)
    {
        var counts = Counts();
        var net = new BigramNet(counts, LectureRuns.ReadNames());
        double[] ours = net.Train(300, BigramLecture.LearningRate, regularization, CancellationToken.None);
        int[] steps = [0, 1, 10, 100];
        Assert.All(steps.Zip(losses), pair => Assert.Equal(pair.Second, ours[pair.First], 2e-6));
        Assert.Equal(names, string.Join(' ', BigramLecture.Sample(net.Probabilities, counts.Letters)));
    }
}
