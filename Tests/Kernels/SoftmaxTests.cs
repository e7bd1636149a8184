using static Tests.KernelHarness;

namespace Tests;

public class SoftmaxTests
{
    public static TheoryData<int, int> Shapes => new() { { 1, 1 }, { 3, 5 }, { 4, 16 }, { 65, 65 }, { 300, 131 }, { 2, 50257 } };

    [Theory]
    [OnCpu(nameof(Shapes))]
    [OnOpenCl(nameof(Shapes))]
    [OnCuda(nameof(Shapes))]
    public void BothPassesAgree(int rows, int columns, string device)
    {
        double[] x = Normal(rows * columns, 1, deviation: 3);
        double[] dy = Normal(rows * columns, 2);
        Check(device, m => Passes(m, x, dy, rows, columns), columns, 16);
    }

    [Theory]
    [OnCpu]
    [OnOpenCl]
    [OnCuda]
    public void MinusInfinityGivesZero(string device)
    {
        double[] x = Normal(2 * 37, 1);
        for (int i = 0; i < 37; i += 2)
        {
            x[i] = double.NegativeInfinity;
        }

        Check(device, m => Passes(m, x, x, 2, 37)[..1], 37);
        Assert.Equal(0, Run(TestDevices.Get(device), m => Passes(m, x, x, 2, 37))[0][0]);
    }

    [Theory]
    [OnCpu]
    [OnOpenCl]
    [OnCuda]
    public void LargeLogitsDoNotOverflow(string device)
    {
        double[] x = [.. Normal(64, 1).Select(value => (double)(float)(value + 1000))];
        Check(device, m => Passes(m, x, x, 2, 32), 32, 2000);
    }

    [Fact]
    public void ReferenceGradientsAreRight()
    {
        double[] x = Normal(3 * 5, 1);
        double[] dy = Normal(3 * 5, 2);
        double[][] outputs = Run(Device.Reference, m => Passes(m, x, dy, 3, 5));
        CheckGradient(x, moved => Dot(Run(Device.Reference, m => Passes(m, moved, dy, 3, 5))[0], dy), outputs[1]);
        CheckGradient(x, moved => Dot(Run(Device.Reference, m => Passes(m, moved, dy, 3, 5))[2], dy), outputs[3]);
    }

    private static Kernels.Buffer[] Passes(DeviceMemory m, double[] x, double[] dy, int rows, int columns)
    {
        var (xs, dys) = (m.Real(x), m.Real(dy));
        var outputs = Enumerable.Range(0, 4).Select(_ => m.Empty(x.Length)).ToArray();
        m.Kernels.SoftmaxForward(xs, outputs[0], rows, columns);
        m.Kernels.SoftmaxBackward(outputs[0], dys, outputs[1], rows, columns);
        m.Kernels.LogSoftmaxForward(xs, outputs[2], rows, columns);
        m.Kernels.LogSoftmaxBackward(outputs[2], dys, outputs[3], rows, columns);
        return outputs;
    }
}
