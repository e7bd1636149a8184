using Makemore;

namespace Tests;

/// <summary>Lecture 4's loss log.</summary>
public class BatchNormLectureTests
{
    [DataTheory(LectureRuns.Names)]
    [InlineData(0, 11897, 27.8817)]
    [InlineData(4, 12097, 3.3239)]
    public void A_row_starts_with_the_lectures_loss(int row, int parameters, double loss)
    {
        var result = LossLog.Train(LossLog.Rows[row], LectureRuns.Splits(LossLog.BlockSize), LectureRuns.Whole with { MaxSteps = 1 });
        Assert.Equal(parameters, result.Model.ParameterCount);
        Assert.Equal(loss, result.Batches[0], LectureRuns.Printed);
    }

    /// <summary>
    /// The first row starts so badly that rounding decides its course: two programs that draw the same batches end a few thousandths apart.
    /// </summary>
    [DataTheory(LectureRuns.Names)]
    [InlineData(0, 2.1245384216308594, 2.168196439743042, 5e-3)]
    [InlineData(1, 2.0695891, 2.1310749, 1e-4)] // the lecture prints 2.07 and 2.13
    [InlineData(2, 2.0355966091156006, 2.1026785373687744, 1e-4)]
    [InlineData(3, 2.0376641750335693, 2.106989622116089, 1e-4)]
    [Trait("Group", "Long")]
    public void A_row_ends_with_the_lectures_losses(int row, double train, double dev, double tolerance)
    {
        var losses = LossLog.Train(LossLog.Rows[row], LectureRuns.Splits(LossLog.BlockSize), LectureRuns.Whole).Splits;
        Assert.Equal(train, losses.Train, tolerance);
        Assert.Equal(dev, losses.Dev, tolerance);
    }

    [DataFact(LectureRuns.Names)]
    [Trait("Group", "Long")]
    public void Batch_norm_prints_the_lectures_losses_all_the_way()
    {
        double[] printed =
        [
            3.3239, 2.0322, 2.5675, 2.0125, 2.2446, 1.8897, 2.0785, 2.3681, 2.2918, 2.0238,
            2.3673, 2.3132, 1.6414, 1.9311, 2.2231, 2.0027, 2.0997, 2.4949, 2.0199, 2.1707,
        ];
        var result = LossLog.Train(LossLog.Rows[4], LectureRuns.Splits(LossLog.BlockSize), LectureRuns.Whole);
        LectureRuns.AssertPrinted(printed, result.Batches);
        Assert.Equal(2.0674145221710205, result.Splits.Train, 1e-5);
        Assert.Equal(2.1056840419769287, result.Splits.Dev, 1e-5);
        Assert.Equal(2.1070175, result.Splits.Test, 1e-5);
    }
}
