namespace Tests;

/// <summary>Expected values are those of micrograd's demo.ipynb, as its repository shows them.</summary>
public class MoonsTests
{
    /// <summary>Step and loss; the first steps to the last digit, later ones as far as a different order of additions lets them agree.</summary>
    private static readonly (int Step, double Loss, double Tolerance)[] Demo =
    [
        (0, 0.8958441028683222, 1e-14), (1, 1.7235905336972022, 1e-13), (10, 0.24507, 1e-5), (20, 0.18978, 1e-5), (50, 0.09875, 1e-5),
        (99, 0.010978370135492717, 1e-9),
    ];

    [Fact]
    public void Demo_s_losses_and_accuracy_on_the_tape() => Train(demo => demo.StepOnTape);

    [Fact]
    public void Demo_s_losses_and_accuracy_on_objects() => Train(demo => demo.StepOnObjects);

    [Fact]
    public void Both_engines_take_the_same_path()
    {
        MoonsDemo tape = new(7), objects = new(7);
        for (int step = 0; step < 5; step++)
        {
            Assert.Equal(objects.StepOnObjects(step), tape.StepOnTape(step), 1e-13);
        }

        foreach (var (expected, actual) in objects.Model.Parameters.Zip(tape.Model.Parameters))
        {
            Assert.Equal(expected.Data, actual.Data, 1e-13);
        }
    }

    [Fact]
    public void Odd_numbers_of_points_are_split_as_scikit_learn_does()
    {
        var moons = Moons.Make(7, noise: 0, new NumpyRandom(1));
        Assert.Equal(3, moons.Labels.Count(label => label == -1));
        Assert.Contains(moons.Points, point => Math.Abs(point.X + 1) < 1e-15 && Math.Abs(point.Y) < 1e-15);
        Assert.All(moons.Points.Zip(moons.Labels), pair => Assert.True(pair.Second == -1 ? pair.First.Y >= 0 : pair.First.Y <= 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Moons.Make(3, 0, new NumpyRandom(1)));
    }

    private static void Train(Func<MoonsDemo, Func<int, double>> step)
    {
        var demo = new MoonsDemo();
        var losses = new List<double>();
        var accuracies = new List<double>();
        for (int k = 0; k < MoonsDemo.Steps; k++)
        {
            losses.Add(step(demo)(k));
            accuracies.Add(demo.Accuracy);
        }

        Assert.All(Demo, expected => Assert.Equal(expected.Loss, losses[expected.Step], expected.Tolerance));
        Assert.Equal(0.5, accuracies[0]);
        Assert.Equal(1, accuracies[^1]);
    }
}
