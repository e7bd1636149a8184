namespace Micrograd;

/// <summary>
/// Normalisations and softmax couple the entries of a slice: their gradients end in "- mean(...)", "- x_hat mean(...)",
/// "- y sum(...)". If such a term is missing, then what is missing has a known form along every slice.
/// </summary>
internal sealed class MissingTermPattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e)
    {
        if (!e.Differs)
        {
            return null;
        }

        double[] missing = [.. e.Analytic.Zip(e.Numeric, (a, n) => a - n)];
        for (int axis = 0; axis < e.Shape.Length; axis++)
        {
            int[][] lines = [.. Grid.Lines(e.Shape, axis)];
            if (e.Shape[axis] < 3)
            {
                continue;
            }

            foreach ((string term, double[] form) in Forms(e, lines))
            {
                if (Fits(missing, form, lines))
                {
                    return e.Finding(MistakeKind.MissingTerm, $"along axis {axis} the difference to the numeric gradient is {term}.");
                }
            }

            if (e.Shape[axis] > 3 && Fits(Centred(missing, lines), Centred(e.Values, lines), lines))
            {
                return e.Finding(MistakeKind.MissingTerm,
                    $"along axis {axis} the difference to the numeric gradient is a constant and a multiple of x - mean(x) in each slice: "
                    + "mean and variance of the slice depend on x too; both terms are missing or wrong.");
            }
        }

        return null;
    }

    /// <summary>Whether values = k * form along each line, with a k for each line, but for a small part of their size.</summary>
    public static bool Fits(double[] values, double[] form, int[][] lines, double part = 1e-5)
    {
        double left = 0, size = 0;
        foreach (int[] line in lines)
        {
            double k = Least.Squares(line, form, values);
            left += line.Sum(i => (values[i] - k * form[i]) * (values[i] - k * form[i]));
            size += line.Sum(i => values[i] * values[i]);
        }

        return size > 0 && left <= part * part * size;
    }

    /// <summary>x minus its mean along each line.</summary>
    public static double[] Centred(double[] values, int[][] lines)
    {
        var centred = new double[values.Length];
        foreach (int[] line in lines)
        {
            double mean = line.Average(i => values[i]);
            foreach (int i in line)
            {
                centred[i] = values[i] - mean;
            }
        }

        return centred;
    }

    private static IEnumerable<(string Term, double[] Form)> Forms(Evidence e, int[][] lines)
    {
        yield return (
            "a constant in each slice: the term that subtracts a mean (of the gradient, over the slice) is missing or wrong",
            [.. e.Values.Select(_ => 1.0)]);
        yield return (
            "a multiple of x - mean(x) in each slice: the term from the variance, x_hat mean(g x_hat), is missing or has the wrong factor (n for n - 1, say)",
            Centred(e.Values, lines));
        yield return (
            "a multiple of x in each slice: the term from the mean square, x mean(g x), is missing or has the wrong factor (RMSNorm)", e.Values);
        if (!e.Shape.SequenceEqual(e.OutputShape))
        {
            yield break;
        }

        yield return (
            "a multiple of the output y in each slice: the term - y sum(g y) is missing or wrong (softmax couples all entries of a row)", e.Outputs);
        yield return (
            "a multiple of exp(y) in each slice: the term - softmax(x) sum(g) is missing or wrong (log-softmax couples all entries of a row)",
            [.. e.Outputs.Select(Math.Exp)]);
    }
}

/// <summary>The variance over n in one pass and over n - 1 in the other: a known factor, and a wrong term of the variance with it.</summary>
internal sealed class SampleVariancePattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e)
    {
        for (int axis = 0; e.Differs && axis < e.Shape.Length; axis++)
        {
            double n = e.Shape[axis];
            if (n < 4)
            {
                continue;
            }

            int[][] lines = [.. Grid.Lines(e.Shape, axis)];
            double[] centred = MissingTermPattern.Centred(e.Values, lines);
            double[] factors = [Math.Sqrt((n - 1) / n), Math.Sqrt(n / (n - 1)), (n - 1) / n, n / (n - 1)];
            foreach (double factor in factors)
            {
                // One part in a thousand is left to eps, which weighs differently beside the two variances.
                if (MissingTermPattern.Fits([.. e.Analytic.Zip(e.Numeric, (a, m) => a - factor * m)], centred, lines, part: 1e-3))
                {
                    return e.Finding(MistakeKind.SampleVariance,
                        $"along axis {axis} the gradient is {factor:g6} times the numeric one but for the variance's term, "
                        + $"and {factor:g6} comes of n = {n} beside n - 1 = {n - 1}. "
                        + "Forward and backward pass divide the variance by different counts (biased or unbiased).");
                }
            }
        }

        return null;
    }
}
