using static Tests.KernelHarness;

namespace Tests;

public class CrossEntropyTests
{
    public static TheoryData<int, int> Shapes => new() { { 1, 1 }, { 3, 5 }, { 32, 27 }, { 768, 65 }, { 4, 50304 } };

    [Theory]
    [OnCpu(nameof(Shapes))]
    [OnOpenCl(nameof(Shapes))]
    [OnCuda(nameof(Shapes))]
    public void BothPassesAgree(int rows, int columns, string device)
    {
        double[] x = Normal(rows * columns, 1, deviation: 3);
        int[] targets = Integers(rows, 2, columns);
        targets[rows / 2] = -100;
        double[] dlosses = Normal(rows, 3);
        Check(device, m => Passes(m, x, targets, dlosses, rows, columns), columns, 16);
    }

    [Theory]
    [OnCpu]
    [OnOpenCl]
    [OnCuda]
    public void MinusInfinityAndLargeLogitsAreFine(string device)
    {
        double[] x = [.. Normal(2 * 5000, 1).Select((value, i) => i % 3 == 0 ? double.NegativeInfinity : (double)(float)((i / 10) - 400 + value))];
        Check(device, m => Passes(m, x, [1, 4], [1, 1], 2, 5000)[..2], 5000, 1000);
    }

    [Fact]
    public void ReferenceGradientIsRight()
    {
        double[] x = Normal(3 * 5, 1);
        int[] targets = [4, -100, 0];
        double[] dlosses = Normal(3, 2);
        double[][] outputs = Run(Device.Reference, m => Passes(m, x, targets, dlosses, 3, 5));
        CheckGradient(x, moved => Dot(Run(Device.Reference, m => Passes(m, moved, targets, dlosses, 3, 5))[0], dlosses), outputs[2]);
    }

    [Theory]
    [OnReference]
    [OnCpu]
    [OnSimulator]
    [OnOpenCl]
    [OnCuda]
    public void WrongTargetIsNamed(string name)
    {
        var device = TestDevices.New(name);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Run(device, m => Passes(m, [1, 2, 3, 4], [0, 2], [1, 1], 2, 2)));
        Assert.Contains("target 2 at row 1", error.Message);

        // The device goes on after it.
        double loss = Run(device, m => Passes(m, [1, 2, 3, 4], [0, 1], [1, 1], 2, 2))[0][1];
        Assert.Equal(Math.Log(1 + Math.Exp(-1)), loss, 6);
        (device as GpuDevice)?.Dispose();
    }

    [Theory]
    [OnCpu]
    [OnSimulator]
    [OnOpenCl]
    [OnCuda]
    public void IgnoredTargetsDoNotCount(string device)
    {
        int[] targets = [.. Integers(1000, 4, 5).Select(target => target - 1)];
        double count = targets.Count(target => target != -1);
        Assert.Equal(count, Run(TestDevices.Get(device), m =>
        {
            var result = m.Empty(1);
            m.Kernels.CountTargets(m.Integer(targets), result, -1);
            return [result];
        })[0][0]);
    }

    private static Kernels.Buffer[] Passes(DeviceMemory m, double[] x, int[] targets, double[] dlosses, int rows, int columns)
    {
        var (xs, ts, losses, lse, dx) = (m.Real(x), m.Integer(targets), m.Empty(rows), m.Empty(rows), m.Empty(x.Length));
        m.Kernels.CrossEntropyForward(xs, ts, losses, lse, rows, columns, -100);
        m.Kernels.CrossEntropyBackward(xs, ts, lse, m.Real(dlosses), dx, rows, columns, -100);
        return [losses, lse, dx];
    }
}
