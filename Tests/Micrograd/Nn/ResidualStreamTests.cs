namespace Tests;

public class ResidualStreamTests
{
    /// <summary>Written with the stream and without: the same function, and the same gradients.</summary>
    [Theory]
    [OnReference]
    [OnCpu]
    [OnSimulator]
    [OnOpenCl]
    [OnCuda]
    public void A_norm_reads_what_was_added_whether_or_not_it_adds_it_itself(string deviceName)
    {
        var device = TestDevices.Get(deviceName);
        double[][] Run(bool streams)
        {
            var generator = new TorchGenerator(3);
            var (norm, branch) = (new LayerNorm(16, device: device), new Linear(16, 16, generator: generator, device: device));
            var x = Tensor.Randn([2, 3, 16], generator, device).AsParameter();
            Tensor result;
            if (streams)
            {
                var stream = new ResidualStream(x);
                stream += branch.Forward(norm.Forward(stream));
                stream += branch.Forward(norm.Forward(stream));
                result = stream.Sum;
            }
            else
            {
                var first = x + branch.Forward(norm.Forward(x));
                result = first + branch.Forward(norm.Forward(first));
            }

            result.RetainGrad();
            result.Backward(Tensor.Randn(result.Shape, generator, device));
            return [result.ToDoubles(), x.Grad!.ToDoubles(), norm.Weight.Grad!.ToDoubles(), branch.Weight.Grad!.ToDoubles()];
        }

        foreach (var (with, without) in Run(true).Zip(Run(false)))
        {
            Assert.All(with.Zip(without), pair => Assert.Equal(pair.Second, pair.First, 1e-4));
        }
    }

    [Fact]
    public void Only_a_sum_that_no_norm_reads_is_a_pass_of_its_own()
    {
        var device = new RecordingDevice();
        var (norm, f) = (new LayerNorm(4, device: device), Tensor.Ones([2, 4], device));
        var stream = new ResidualStream(Tensor.Ones([2, 4], device)) + f;
        norm.Forward(stream);
        Assert.Equal(2, stream.Sum[0, 0].Item());
        Assert.Contains(nameof(IKernels.AddLayerNormForward), device.Called);
        Assert.DoesNotContain(nameof(IKernels.Binary), device.Called);
        stream += f;
        Assert.DoesNotContain(nameof(IKernels.Binary), device.Called);
        Assert.Equal(3, stream.Sum[0, 0].Item());
        Assert.Contains(nameof(IKernels.Binary), device.Called);
    }
}
