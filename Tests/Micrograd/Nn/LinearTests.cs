namespace Tests;

public class LinearTests
{
    [Theory]
    [OnReference]
    [OnCpu]
    [OnSimulator]
    [OnOpenCl]
    [OnCuda]
    public void Rows_give_the_same_bits_in_two_and_three_axes_with_and_without_bias(string deviceName)
    {
        var device = TestDevices.Get(deviceName);
        var generator = new TorchGenerator(1);
        var x = Tensor.Randn([6 * 17, 37], generator, device);
        var with = new Linear(37, 53, bias: true, generator, device);
        var without = new Linear(with.Weight);
        var flat = with.Forward(x);
        var batched = with.Forward(x.Reshape(6, 17, 37));
        Assert.Equal(flat.ToDoubles(), batched.ToDoubles());
        Assert.Equal(without.Forward(x).ToDoubles(), without.Forward(x.Reshape(6, 17, 37)).ToDoubles());
        Assert.Equal(flat.ToDoubles(), (without.Forward(x) + with.Bias!).ToDoubles());
    }

    [Fact]
    public void Weights_are_drawn_as_PyTorch_draws_them()
    {
        // torch.manual_seed(0); torch.nn.Linear(3, 2): weight and bias as PyTorch prints them
        var linear = new Linear(3, 2, generator: new TorchGenerator(0), device: Device.Reference);
        double[] expected = [-0.00432252, 0.30971584, -0.47518533, -0.42489460, -0.22236897, 0.15482073];
        Assert.All(linear.Weight.ToDoubles().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 6));
        Assert.All(linear.Bias!.ToDoubles().Zip([-0.01143914, 0.45777494]), pair => Assert.Equal(pair.Second, pair.First, 6));
    }
}
