namespace Micrograd;

/// <summary>The ratio of the two gradients differs from entry to entry, but it is a value that is known there.</summary>
internal sealed class FactorPerEntryPattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e)
    {
        if (!e.Differs || e.Usable.Count() < 2)
        {
            return null;
        }

        foreach ((string name, double[] factor) in Factors(e))
        {
            // Products, not quotients: entries where both gradients are 0 say nothing and must not get in the way.
            if (e.Same([.. e.Analytic.Zip(factor, (a, f) => a * f)], e.Numeric))
            {
                return e.Finding(MistakeKind.FactorPerEntry, $"the gradient is right once every entry is multiplied by {name}: that factor is missing.");
            }

            if (e.Same([.. e.Numeric.Zip(factor, (n, f) => n * f)], e.Analytic))
            {
                return e.Finding(MistakeKind.FactorPerEntry,
                    $"the gradient has the factor {name} too much in every entry: an exponent off by one, or a factor taken in twice.");
            }
        }

        return null;
    }

    private static IEnumerable<(string Name, double[] Factor)> Factors(Evidence e)
    {
        if (e.Shape.SequenceEqual(e.OutputShape))
        {
            double[] y = e.Outputs;
            yield return ("1 - y (y the output)", [.. y.Select(v => 1 - v)]);
            yield return ("y (the output)", y);
            yield return ("1 + y (y the output)", [.. y.Select(v => 1 + v)]);
            yield return ("1 - y^2 (y the output)", [.. y.Select(v => 1 - v * v)]);
            yield return ("1 + exp(y) (y the output)", [.. y.Select(v => 1 + Math.Exp(v))]);
        }

        foreach (CheckedInput input in e.Function.Inputs)
        {
            if (Grid.Broadcast(input.Values, input.Shape, e.Shape) is not { } values)
            {
                continue;
            }

            yield return (input.Name, values);
            yield return ($"{input.Name}^2", [.. values.Select(v => v * v)]);
            yield return ($"1 - {input.Name}", [.. values.Select(v => 1 - v)]);
        }
    }
}

/// <summary>The ratio is constant along an axis but differs between the slices: a statistic of the slice.</summary>
internal sealed class FactorPerSlicePattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e)
    {
        for (int axis = 0; e.Differs && axis < e.Shape.Length; axis++)
        {
            int[][] lines = [.. Grid.Lines(e.Shape, axis)];
            if (e.Shape[axis] < 2 || lines.Length < 2)
            {
                continue;
            }

            double[] ratios = [.. lines.Select(line => Least.Squares(line, e.Numeric, e.Analytic))];
            var scaled = new double[e.Values.Length];
            foreach ((int[] line, double ratio) in lines.Zip(ratios))
            {
                foreach (int i in line)
                {
                    scaled[i] = ratio * e.Numeric[i];
                }
            }

            if (e.Same(scaled, e.Analytic))
            {
                string seen = string.Join(", ", ratios.Take(4).Select(ratio => $"{ratio:g4}")) + (ratios.Length > 4 ? ", ..." : "");
                return e.Finding(MistakeKind.FactorPerSlice,
                    $"the gradient is off by a factor that is constant along axis {axis} and differs between the slices: {seen}. "
                    + "A statistic of each slice (1/std, 1/sum, a count) is missing or applied twice.");
            }
        }

        return null;
    }
}

/// <summary>Fits with one coefficient.</summary>
internal static class Least
{
    /// <summary>The k that brings k * from closest to to, over the entries of a line; 0 if from is 0 there.</summary>
    public static double Squares(int[] line, double[] from, double[] to)
    {
        double square = line.Sum(i => from[i] * from[i]);
        return square == 0 ? 0 : line.Sum(i => from[i] * to[i]) / square;
    }
}
