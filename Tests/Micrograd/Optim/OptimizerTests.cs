namespace Tests;

/// <summary>Three steps on Σ p³ from (1, 2), as PyTorch computes them in double.</summary>
public class OptimizerTests
{
    [Fact]
    public void Sgd_with_momentum_and_decay_follows_PyTorch() =>
        AssertSteps([-0.14767830387000014, -1.7402415667200002], p => new Sgd([p], 0.1, momentum: 0.9, weightDecay: 0.1));

    [Fact]
    public void AdamW_follows_PyTorch() => AssertSteps([0.6780909260555341, 1.6454959967954792], p => new AdamW([p], 0.1, weightDecay: 0.1));

    [Fact]
    public void Adam_follows_PyTorch() => AssertSteps([0.7041537958715121, 1.7014877284518328], p => new Adam([p], 0.1));

    [Fact]
    public void Clipping_scales_to_the_norm_as_PyTorch_does()
    {
        var a = Tensor.Ones([3], Device.Reference).AsParameter();
        var b = Tensor.Ones([2, 2], Device.Reference).AsParameter();
        ((a * a).Sum() + (2 * (b * b).Sum())).Backward();
        Assert.Equal(8.717797887081348, GradientClipping.ClipNorm([a, b], 1), 12);
        Assert.Equal(0.22941571, a.Grad![0].Item(), 8);
        Assert.Equal(0.45883142, b.Grad![1, 1].Item(), 8);
    }

    [Fact]
    public void Only_matrices_decay()
    {
        var groups = AdamW.DecayGroups([Tensor.Ones([2, 2], Device.Reference), Tensor.Ones([2], Device.Reference)], 0.1);
        Assert.Equal([0.1, 0], groups.Select(group => group.WeightDecay));
        Assert.All(groups, group => Assert.Single(group.Parameters));
    }

    [Theory]
    [InlineData(0, 1e-3 / 101)]
    [InlineData(99, 1e-3 * 100 / 101)]
    [InlineData(100, 1e-3)]
    [InlineData(1050, 5.5e-4)]
    [InlineData(2000, 1e-4)]
    [InlineData(9999, 1e-4)]
    public void Cosine_schedule_warms_up_and_decays(int step, double expected) =>
        Assert.Equal(expected, new CosineSchedule(1e-3, 1e-4, 100, 2000).At(step), 12);

    [Theory]
    [InlineData(0, 6e-4 / 715)]
    [InlineData(714, 6e-4)]
    [InlineData(715, 6e-4)]
    [InlineData(716, 5.999999960464906e-4)]
    [InlineData(19073, 6e-5)]
    public void A_warm_up_may_reach_the_peak_as_in_build_nanogpt(int step, double expected) =>
        Assert.Equal(expected, new CosineSchedule(6e-4, 6e-5, 715, 19073, WarmupReachesPeak: true).At(step), 12);

    [Fact]
    public void Step_schedule_falls_by_its_factor()
    {
        var schedule = new StepSchedule(0.1, 100_000);
        Assert.Equal([0.1, 0.1, 0.01], [schedule.At(0), schedule.At(99_999), Math.Round(schedule.At(100_000), 12)]);
    }

    private static void AssertSteps(double[] expected, Func<Tensor, Optimizer> create)
    {
        var parameter = Tensor.From([1.0, 2.0], (int[])[2], Device.Reference).AsParameter();
        var optimizer = create(parameter);
        for (int i = 0; i < 3; i++)
        {
            optimizer.ZeroGrad();
            parameter.Pow(3).Sum().Backward();
            optimizer.Step();
        }

        Assert.All(expected.Zip(parameter.ToDoubles()), pair => Assert.Equal(pair.First, pair.Second, 12));
    }
}
