using static Tests.KernelHarness;

namespace Tests;

public class BFloat16RoundingTests
{
    public static TheoryData<int> Counts => [1, 7, 8, 37, 70001];

    [Theory]
    [OnCpu(nameof(Counts))]
    [OnSimulator(nameof(Counts))]
    [OnOpenCl(nameof(Counts))]
    [OnCuda(nameof(Counts))]
    public void Every_device_rounds_as_BFloat16_does(int count, string deviceName)
    {
        var device = TestDevices.Get(deviceName);
        double[] x = [.. Special, .. Normal(count, 1, deviation: 100)];
        double[] y = Run(device, m => [Rounded(m, device, x)])[0];
        Assert.Equal(Array.ConvertAll(x, value => (double)BFloat16.Round((float)value)), y);
    }

    /// <summary>Ties to either side, numbers that become infinite, the smallest ones, and none.</summary>
    private static double[] Special =>
        [1.00390625, 1.01171875, -1.00390625, 3.4028235e38f, -3.4028235e38f, 1e-45f, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    private static Buffer Rounded(DeviceMemory memory, Device device, double[] x)
    {
        var y = new Buffer(device.Allocate(device.BFloat16Type, x.Length), 0, x.Length);
        memory.Kernels.RoundToBFloat16(memory.Real(x), y);
        return y;
    }
}
