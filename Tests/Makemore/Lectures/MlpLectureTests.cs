using Makemore;

namespace Tests;

/// <summary>Lecture 3's numbers. Its batches come from a generator without a seed: losses are compared at ±0.02.</summary>
public class MlpLectureTests
{
    private static NameSplits Splits() => NameSplits.Of(LectureRuns.ReadNames(), MlpLecture.BlockSize, MlpLecture.Shuffles);

    [DataFact(LectureRuns.Names)]
    public void The_splits_have_the_lectures_sizes()
    {
        var names = Splits();
        Assert.Equal((182441, 22902, 22803), (names.Train.Count, names.Dev.Count, names.Test.Count));
    }

    [Fact]
    public void The_networks_have_the_lectures_sizes() =>
        Assert.Equal((3481, 11897), (MlpLecture.CreateSmall().ParameterCount, MlpLecture.CreateLarge().ParameterCount));

    /// <summary>The lecture reads 0.1 off its curve.</summary>
    [DataFact(LectureRuns.Names)]
    public void The_best_learning_rate_is_about_a_tenth() => Assert.InRange(LearningRateFinder.Best(MlpLecture.FindLearningRate(Splits())).Rate, 0.03, 0.3);

    [DataFact(LectureRuns.Names)]
    [Trait("Group", "Long")]
    public void Training_ends_where_the_lecture_does()
    {
        var names = Splits();
        var model = MlpLecture.CreateLarge();
        MlpLecture.Train(model, names, MlpLecture.Steps, LectureRuns.Whole);
        var losses = SplitLosses.Of(model, names);
        Assert.Equal(2.1260, losses.Train, 0.02);
        Assert.Equal(2.1701, losses.Dev, 0.02);

        // Which letters come first depends little on the batches.
        Assert.StartsWith("car", BatchNormLecture.WriteNames(model, names.Letters)[0]);
    }
}
