namespace Tests;

public class ModuleTests
{
    [Theory]
    [OnReference]
    [OnCpu]
    [OnSimulator]
    [OnOpenCl]
    [OnCuda]
    public void Batch_norm_follows_PyTorch(string deviceName)
    {
        // torch.manual_seed(0); b = torch.nn.BatchNorm1d(3); b(torch.randn(5, 3)), its running statistics, and b.eval()'s first row
        var device = TestDevices.Get(deviceName);
        var norm = new BatchNorm1d(3, device: device);
        var x = Tensor.Randn([5, 3], new TorchGenerator(0), device);
        AssertClose([1.55504179, -0.34058195, -1.46830320, 0.38305917, -1.28187013, -0.46486029], norm.Forward(x)[..2].ToDoubles());
        AssertClose([0.02505512, -0.00071912, -0.10371587], norm.RunningMean.ToDoubles());
        AssertClose([0.98607922, 0.98829055, 0.97556531], norm.RunningVariance.ToDoubles());
        norm.Training = false;
        AssertClose([1.52659619, -0.29443723, -2.10088873], norm.Forward(x)[0].ToDoubles());
    }

    [Fact]
    public void Names_are_joined_by_dots_and_shared_parameters_come_once()
    {
        var first = new Linear(2, 3, device: Device.Reference);
        var model = new Sequential(first, new Tanh(), new Sequential(new Linear(first.Weight), new LayerNorm(3, device: Device.Reference)));
        Assert.Equal(["0.weight", "0.bias", "2.1.weight", "2.1.bias"], model.NamedParameters.Select(parameter => parameter.Name));
        Assert.Equal(6 + 3 + 3 + 3, model.ParameterCount);
    }

    [Fact]
    public void Dropout_drops_its_share_while_training_only()
    {
        var dropout = new Dropout(0.25f, new DropoutSeeds(1));
        var ones = Tensor.Ones([100, 100], Device.Reference);
        var dropped = dropout.Forward(ones).ToDoubles();
        Assert.Equal(0.25, dropped.Count(value => value == 0) / 1e4, 0.02);
        Assert.All(dropped, value => Assert.True(value is 0 or (> 1.333 and < 1.334)));
        Assert.NotEqual(dropped, dropout.Forward(ones).ToDoubles());
        dropout.Training = false;
        Assert.Same(ones, dropout.Forward(ones));
    }

    [Fact]
    public void Flatten_consecutive_joins_neighbours()
    {
        var x = Tensor.From([.. Enumerable.Range(0, 16).Select(i => (double)i)], (int[])[2, 4, 2], Device.Reference);
        Assert.Equal([2, 2, 4], new FlattenConsecutive(2).Forward(x).Shape.ToArray());
        Assert.Equal([2, 8], new FlattenConsecutive(4).Forward(x).Shape.ToArray());
        Assert.Throws<ShapeException>(() => new FlattenConsecutive(3).Forward(x));
    }

    private static void AssertClose(double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
}
