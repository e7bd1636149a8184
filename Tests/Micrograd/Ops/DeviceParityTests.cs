using Xunit.Abstractions;

namespace Tests;

/// <summary>Every operation of the catalogue on every float device, forward and backward, against the oracle's analytic result.</summary>
public class DeviceParityTests(ITestOutputHelper output)
{
    public static TheoryData<string> Entries => CatalogueEntries.Names(_ => true);

    [Theory]
    [OnCpu(nameof(Entries))]
    [OnSimulator(nameof(Entries))]
    [OnOpenCl(nameof(Entries))]
    [OnCuda(nameof(Entries))]
    public void Equals_the_oracle(string name, string deviceName)
    {
        OpComparison[] comparisons = [.. OpCaseRun.Compare(CatalogueEntries.Get(name), TestDevices.Get(deviceName))];
        foreach (var comparison in comparisons)
        {
            output.WriteLine(comparison.ToString());
        }

        Assert.All(comparisons, comparison => Assert.True(comparison.Passed, comparison.ToString()));
    }
}
