using static Tests.KernelHarness;

namespace Tests;

public class DropoutTests
{
    public static TheoryData<int, float> Cases => new() { { 1, 0.5f }, { 37, 0.1f }, { 70001, 0.2f }, { 70001, 0f } };

    [Theory]
    [OnCpu(nameof(Cases))]
    [OnOpenCl(nameof(Cases))]
    [OnCuda(nameof(Cases))]
    public void EveryDeviceDropsTheSameElements(int count, float p, string device)
    {
        double[] x = Normal(count, 1, mean: 5);
        Check(device, m =>
        {
            var y = m.Empty(count);
            m.Kernels.Dropout(m.Real(x), y, p, 42u);
            return [y];
        });
    }

    [Fact]
    public void AboutTheAskedShareIsDropped()
    {
        double[] ones = [.. Enumerable.Repeat(1.0, 100_000)];
        double[] y = Run(Device.Cpu, m =>
        {
            var result = m.Empty(ones.Length);
            m.Kernels.Dropout(m.Real(ones), result, 0.25f, 7u);
            return [result];
        })[0];

        // Five standard deviations of a binomial distribution.
        double share = y.Count(value => value == 0) / (double)ones.Length;
        Assert.InRange(share, 0.25 - 0.0069, 0.25 + 0.0069);
        Assert.All(y, value => Assert.True(value is 0 or (double)(4f / 3f)));
    }
}
