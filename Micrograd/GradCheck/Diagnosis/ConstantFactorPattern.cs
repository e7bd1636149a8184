namespace Micrograd;

/// <summary>analytic = k * numeric in every entry: the sign, or a factor that can often be named from the shapes.</summary>
internal sealed class ConstantFactorPattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e)
    {
        double k = e.Usable.Sum(i => e.Analytic[i] * e.Numeric[i]) / e.Usable.Sum(i => e.Numeric[i] * e.Numeric[i]);
        if (!e.Differs || !double.IsFinite(k) || !e.Same(e.Analytic, [.. e.Numeric.Select(value => k * value)]))
        {
            return null;
        }

        if (Near(k, -1))
        {
            return e.Finding(MistakeKind.Sign,
                "every entry has the right size and the wrong sign. Look for a minus that was lost (the second argument of a - b, of a / b), or `-=` for `+=`.");
        }

        string seen = $"the gradient is {k:g6} times the numeric one in every entry.";
        int repeats = Grid.Count(e.OutputShape) / Math.Max(1, e.Values.Length);
        if (repeats > 1 && Near(k * repeats, 1))
        {
            return e.Finding(MistakeKind.MeanForSum,
                $"{seen} Each of its entries is used {repeats} times in the output {Grid.Text(e.OutputShape)}: "
                + "the gradient is the mean over the broadcast axis where the sum belongs.");
        }

        return e.Finding(MistakeKind.ConstantFactor, $"{seen} {Name(Math.Abs(k), e)}");
    }

    private static string Name(double k, Evidence e)
    {
        if (Near(k, 2))
        {
            return "A term is added twice (both `+=` and a factor 2, or the call is made twice), or a factor 1/2 of the derivative is missing.";
        }

        if (Near(k, 0.5))
        {
            return "The input may be used twice (x * x) and one of the two contributions lost: `=` for `+=`; or the 2 of a square's derivative is missing.";
        }

        if (e.IsPointwise)
        {
            return "The function works entry by entry, so this is no count of entries: a constant of its derivative (the exponent of a power, a scale, "
                + "the 1/(1-p) of dropout) is missing or applied twice.";
        }

        foreach ((double n, string where) in Sizes(e))
        {
            if (Near(k, n))
            {
                return $"{n} is {where}: the forward pass divides by it (a mean), the backward pass does not.";
            }

            if (Near(k, 1 / n))
            {
                return $"This is 1/{n}, and {n} is {where}: a mean where a sum belongs, or the division by {n} happens twice.";
            }

            if (Near(k, Math.Sqrt(n)))
            {
                return $"This is the root of {n}, and {n} is {where}: the scale 1/sqrt({n}) of the forward pass is missing in the backward pass.";
            }

            if (Near(k, 1 / Math.Sqrt(n)))
            {
                return $"This is 1/sqrt({n}), and {n} is {where}: the scale 1/sqrt({n}) is applied twice.";
            }

            if (Near(k, (n - 1) / n) || Near(k, n / (n - 1)) || Near(k * k, (n - 1) / n) || Near(k * k, n / (n - 1)))
            {
                return $"This comes of {n - 1}/{n}, and {n} is {where}: n where n - 1 belongs (the unbiased variance, or its root), or the other way round.";
            }
        }

        return "A constant of the forward pass (a scale, a temperature) is missing in the backward pass or applied twice.";
    }

    /// <summary>The sizes that a factor may come from, the nearest first.</summary>
    private static IEnumerable<(double Size, string Where)> Sizes(Evidence e)
    {
        (string Name, int[] Shape)[] shapes =
        [
            (e.Name, e.Shape), ("the output", e.OutputShape),
            .. e.Function.Inputs.Where(input => input.Name != e.Name).Select(input => (input.Name, input.Shape)),
        ];
        foreach ((string name, int[] shape) in shapes)
        {
            for (int axis = 0; axis < shape.Length; axis++)
            {
                if (shape[axis] > 1)
                {
                    yield return (shape[axis], $"the size of axis {axis} of {name}");
                }
            }

            if (Grid.Count(shape) > 1)
            {
                yield return (Grid.Count(shape), $"the number of entries of {name}");
            }
        }
    }

    private static bool Near(double k, double value) => Math.Abs(k - value) <= 1e-6 * Math.Abs(value);
}
