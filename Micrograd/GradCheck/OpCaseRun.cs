namespace Micrograd;

/// <summary>How a result or gradient of an operation on a float device compared with the oracle's.</summary>
/// <param name="Operation">The catalogue's entry.</param>
/// <param name="Shapes">The inputs' shapes.</param>
/// <param name="Device">The device.</param>
/// <param name="What">The result, or which gradient.</param>
/// <param name="Difference">The largest difference.</param>
/// <param name="Allowed">What rounding explains.</param>
public sealed record OpComparison(string Operation, string Shapes, string Device, string What, double Difference, double Allowed)
{
    /// <summary>Whether the device is right.</summary>
    public bool Passed => Difference <= Allowed;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Operation} {Shapes} on {Device}, {What}: differs by {Difference:e2}, allowed {Allowed:e2}");
}

/// <summary>Runs entries of the catalogue on devices, with the same numbers on each.</summary>
public static class OpCaseRun
{
    /// <summary>Rounding errors of a sum of K floats grow like √K units in the last place; the factor covers the few operations around it.</summary>
    private const double Safety = 16;

    /// <summary>From a bf16 number to the next, as a share of it: twice the largest rounding error of 2⁻⁹.</summary>
    private const double BFloat16Unit = 1.0 / (1 << 8);

    /// <summary>Tensors on a device for one trial of an entry.</summary>
    public static Tensor[] Inputs(OpCase entry, int[][] shapes, Device device) =>
        [.. shapes.Select((shape, i) => Tensor.From(Values(entry, shape, (97 * i) + 11), shape, device))];

    /// <summary>
    /// Compares a device's result and gradients, for a random upstream gradient, with the oracle's analytic ones, for each of the
    /// entry's shapes: 16·√K·2⁻²⁴ of the largest value (at least 1) may differ, where K is the length of the longest sum; and 2⁻⁸ for each rounding to bf16.
    /// </summary>
    public static IEnumerable<OpComparison> Compare(OpCase entry, Device device)
    {
        foreach (int[][] shapes in entry.Shapes)
        {
            double unit = Safety * Math.Sqrt(Math.Max(1, entry.Terms(shapes))) * Math.Pow(2, -24) + (entry.Roundings * BFloat16Unit);
            var expected = Results(entry, shapes, Device.Reference);
            var actual = Results(entry, shapes, device);
            string where = string.Join(' ', shapes.Select(shape => Shapes.Format(shape)));
            for (int i = 0; i < expected.Count; i++)
            {
                double magnitude = Math.Max(1, expected[i].DefaultIfEmpty().Max(Math.Abs));
                double worst = expected[i].Zip(actual[i], Distance).DefaultIfEmpty().Max();
                yield return new OpComparison(entry.Name, where, device.Name, i == 0 ? "result" : $"gradient {i - 1}", worst, unit * magnitude);
            }
        }
    }

    /// <summary>The result, then the gradient of each input.</summary>
    private static List<double[]> Results(OpCase entry, int[][] shapes, Device device)
    {
        using var scope = Tensor.Scope();
        var inputs = Inputs(entry, shapes, device);
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

    /// <summary>Random values in the entry's range, rounded to float so that every device starts from the same numbers.</summary>
    private static float[] Values(OpCase entry, int[] shape, int seed)
    {
        var generator = new TorchGenerator((ulong)seed);
        var values = new float[Shapes.Count(shape)];
        if (entry.Range == InputRange.Positive)
        {
            generator.Uniform(values, 0.5, 2.5);
        }
        else
        {
            generator.Randn(values);
        }

        return values;
    }

    private static double Distance(double a, double b) => a.Equals(b) ? 0 : double.IsFinite(a) && double.IsFinite(b) ? Math.Abs(a - b) : double.PositiveInfinity;
}
