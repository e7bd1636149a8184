namespace Tests;

/// <summary>The MLP in one operation; the catalogue checks its gradients and compares devices.</summary>
public class GeluMlpTests
{
    [Fact]
    public void It_has_the_bits_of_its_three_operations()
    {
        var alone = Run((x, w1, b1, w2, b2) => F.Linear(F.Linear(x, w1, b1).Gelu(), w2, b2));
        var together = Run(F.GeluMlp);
        Assert.Equal(alone, together);
    }

    [Theory]
    [InlineData(4, 5, 6, 2)] // x and the first weight
    [InlineData(4, 4, 6, 2)] // the weights
    public void Sizes_that_do_not_fit_are_named(int inputs, int first, int hidden, int outputs)
    {
        Tensor x = Tensor.Ones([3, inputs]), w1 = Tensor.Ones([hidden, first]), w2 = Tensor.Ones([outputs, first == inputs ? hidden + 1 : hidden]);
        string message = Assert.Throws<ShapeException>(() => F.GeluMlp(x, w1, null, w2, null)).Message;
        Assert.Contains("(hidden, in)", message);
    }

    [Fact]
    public void It_leaves_only_its_result()
    {
        var device = new CpuDevice(threads: 1);
        Tensor x = Tensor.Ones([16, 16], device), w1 = Tensor.Ones([32, 16], device), w2 = Tensor.Ones([16, 32], device);
        foreach (var precision in new[] { null, new MixedPrecision() })
        {
            using var entered = precision?.Enter();
            long before = device.Pool.Statistics.BytesInUse;
            F.GeluMlp(x, w1, null, w2, null).Free();
            Assert.Equal(before, device.Pool.Statistics.BytesInUse);
        }
    }

    private static List<float[]> Run(Func<Tensor, Tensor, Tensor?, Tensor, Tensor?, Tensor> mlp)
    {
        int[][] shapes = [[3, 7, 16], [64, 16], [64], [16, 64], [16]];
        Tensor[] t = [.. shapes.Select((shape, i) => Tensor.From(KernelHarness.Normal(shape.Aggregate(1, (a, b) => a * b), i), shape, Device.Cpu).AsParameter())];
        var y = mlp(t[0], t[1], t[2], t[3], t[4]).RetainGrad();
        y.Backward(Tensor.From(KernelHarness.Normal(3 * 7 * 16, 9), [3, 7, 16], Device.Cpu));
        return [y.ToFloats(), .. t.Select(one => one.Grad!.ToFloats())];
    }
}
