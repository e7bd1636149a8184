using Makemore;

namespace Tests;

/// <summary>Lecture 6's numbers and names.</summary>
public class WaveNetLectureTests
{
    [Fact]
    public void The_network_has_the_lectures_size() => Assert.Equal(76579, WaveNetLecture.Create(new TorchGenerator(42)).ParameterCount);

    [DataFact(LectureRuns.Names)]
    [Trait("Group", "Long")]
    public void It_prints_the_lectures_losses_and_names()
    {
        double[] printed =
        [
            3.3167, 2.0576, 2.0723, 2.5134, 2.1476, 1.7836, 2.2592, 1.9331, 1.6875, 2.0395,
            1.7736, 1.9570, 1.7465, 1.8126, 1.7406, 1.7466, 1.8806, 1.6266, 1.6476, 1.8555,
        ];
        var result = WaveNetLecture.Train(LectureRuns.Splits(WaveNetLecture.BlockSize), LectureRuns.Whole);
        LectureRuns.AssertPrinted(printed, result.Batches, 1e-4); // after 200,000 steps rounding can show in the last digit
        Assert.Equal(1.7690284, result.Splits.Train, 1e-4);
        Assert.Equal(1.9936515, result.Splits.Dev, 1e-4);
        Assert.Equal(1.9853118, result.Splits.Test, 1e-4);
        Assert.Equal(
            "arlij chetta heago rocklei hendrix jamylie broxin denish anslibt marianah astavia annayve aniah jayce nodiel remita niyelle jaylene aiyan aubreana",
            string.Join(' ', result.Names));
    }
}
