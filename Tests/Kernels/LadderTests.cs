using Xunit.Abstractions;

namespace Tests;

/// <summary>Every version of every kernel ladder, on every GPU-like device, against the oracle.</summary>
public class LadderTests(ITestOutputHelper output)
{
    /// <summary>The ladders by name; they are the same on every device.</summary>
    public static TheoryData<string> Names => [.. ((GpuDevice)TestDevices.Get("simulator")).Ladders.Select(ladder => ladder.Name)];

    [Theory]
    [OnSimulator(nameof(Names))]
    [OnOpenCl(nameof(Names))]
    [OnCuda(nameof(Names))]
    public void Every_version_equals_the_oracle(string name, string deviceName)
    {
        var device = (GpuDevice)TestDevices.Get(deviceName);
        var ladder = device.Ladders.Single(one => one.Name == name);
        var wrong = new List<string>();
        for (int rung = 0; rung < ladder.Rungs.Count; rung++)
        {
            if ((ladder.Needs(rung) & ~device.Offers) != 0)
            {
                output.WriteLine($"{ladder.Rungs[rung]}: needs {ladder.Needs(rung)}, which {device} has not");
                continue;
            }

            int compared = 0;
            foreach (int[] shape in device is SimulatorDevice ? ladder.TinyShapes : ladder.Shapes)
            {
                if (LadderCheck.Run(device, ladder, rung, shape) is { } comparison)
                {
                    compared++;
                    output.WriteLine(comparison.ToString());
                    if (!comparison.Passed)
                    {
                        wrong.Add(comparison.ToString());
                    }
                }
            }

            Assert.True(compared > 0, $"{ladder.Name}, {ladder.Rungs[rung]}: no shape of the ladder fits this version, so nothing was checked.");
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }
}
