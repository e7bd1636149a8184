using Xunit.Abstractions;

namespace Tests;

/// <summary>Every operation of the catalogue on every float device, forward and backward, against the oracle's analytic result.</summary>
public class DeviceParityTests(ITestOutputHelper output)
{
    /// <summary>Rounding errors of a sum of K floats grow like √K units in the last place; the factor covers the few operations around it.</summary>
    private const double Safety = 16;

    public static TheoryData<string> Entries => CatalogueInputs.Names(_ => true);

    [Theory]
    [OnCpu(nameof(Entries))]
    [OnSimulator(nameof(Entries))]
    [OnOpenCl(nameof(Entries))]
    [OnCuda(nameof(Entries))]
    public void Equals_the_oracle(string name, string deviceName)
    {
        var entry = CatalogueInputs.Get(name);
        foreach (var shapes in entry.Shapes)
        {
            double unit = Safety * Math.Sqrt(Math.Max(1, entry.Terms(shapes))) * Math.Pow(2, -24);
            var expected = Run(entry, shapes, Device.Reference);
            var actual = Run(entry, shapes, TestDevices.Get(deviceName));
            for (int i = 0; i < expected.Count; i++)
            {
                double magnitude = expected[i].DefaultIfEmpty().Max(Math.Abs);
                double worst = expected[i].Zip(actual[i], (e, a) => Math.Abs(e - a)).DefaultIfEmpty().Max();
                string what = i == 0 ? "result" : $"gradient {i - 1}";
                output.WriteLine($"{name} {string.Join(" ", shapes.Select(s => Shapes.Format(s)))} on {deviceName}, {what}: largest difference {worst:e2}, allowed {unit * Math.Max(1, magnitude):e2}");
                Assert.True(worst <= unit * Math.Max(1, magnitude), $"{what} of {name} differs by {worst:e2}, allowed {unit * Math.Max(1, magnitude):e2}");
            }
        }
    }

    /// <summary>The result, then the gradient of each input, with a random upstream gradient.</summary>
    private static List<double[]> Run(OpCase entry, int[][] shapes, Device device)
    {
        using var scope = Tensor.Scope();
        var inputs = CatalogueInputs.Tensors(entry, shapes, device);
        foreach (var input in inputs)
        {
            input.RequiresGrad = entry.IsDifferentiable;
        }

        var y = entry.Apply(inputs).RetainGrad();
        var results = new List<double[]> { y.ToDoubles() };
        if (entry.IsDifferentiable)
        {
            y.Backward(Tensor.Randn(y.Shape, new TorchGenerator(5), device));
            results.AddRange(inputs.Select(input => input.Grad?.ToDoubles() ?? new double[input.Count]));
        }

        return results;
    }
}
