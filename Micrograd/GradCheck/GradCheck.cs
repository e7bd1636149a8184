namespace Micrograd;

/// <summary>
/// Checks the gradient of a function against difference quotients, on plain arrays of double, and says in words which mistake
/// it sees.
/// </summary>
/// <remarks>
/// The loss is (c, f(x)) with c ~ N(0, 1), not the sum of the outputs: with c = 1 a gradient that forgets its upstream factor, or
/// drops a term that only weighs the outputs against each other, looks right. Each difference quotient is extrapolated from two
/// step sizes, which in double is good to about ten digits, so that the tolerance can be 1e-7 of the gradient.
/// </remarks>
public static partial class GradCheck
{
    private const int EntriesShown = 5;

    /// <summary>Checks the gradient of one function at one point.</summary>
    /// <param name="name">What the report calls the function.</param>
    /// <param name="inputs">The point, one entry for each argument.</param>
    /// <param name="outputShape">Shape of the output; empty for a loss.</param>
    /// <param name="forward">
    /// f: the inputs' values in order, to the output's values. It must not depend on anything else, and not change its inputs.
    /// </param>
    /// <param name="gradient">
    /// The gradient of (c, f(x)) for the inputs' values and c (an array of the output's size): one array for each input, null for
    /// those that are not differentiable.
    /// </param>
    /// <param name="options">Seed and tolerances; the defaults are meant to be kept.</param>
    /// <returns>The report; <see cref="GradCheckReport.Passed"/> says it in one word, ToString in full.</returns>
    /// <exception cref="ArgumentException">An input's values do not fill its shape.</exception>
    public static GradCheckReport Run(
        string name,
        IReadOnlyList<CheckedInput> inputs,
        int[] outputShape,
        Func<IReadOnlyList<double[]>, double[]> forward,
        Func<IReadOnlyList<double[]>, double[], IReadOnlyList<double[]?>> gradient,
        GradCheckOptions? options = null)
    {
        foreach (CheckedInput input in inputs)
        {
            if (input.Values.Length != Grid.Count(input.Shape))
            {
                throw new ArgumentException(
                    $"Gradient check of {name}: input {input.Name} has {input.Values.Length} values, "
                    + $"but its shape {Grid.Text(input.Shape)} holds {Grid.Count(input.Shape)}.",
                    nameof(inputs));
            }
        }

        options ??= new();
        try
        {
            return Compare(name, new(inputs, outputShape, forward, gradient), options);
        }
        catch (BrokenFunctionException broken)
        {
            return new() { Name = name, Failures = [broken.Message], Diagnoses = [broken.Diagnosis] };
        }
    }

    private static GradCheckReport Compare(string name, FunctionUnderTest function, GradCheckOptions options)
    {
        double[] outputs = RepeatableOutputs(function), upstream = Normal(outputs.Length, options.Seed);
        var linear = new UpstreamTests(function, upstream);
        List<InputComparison> comparisons = [];
        for (int i = 0; i < function.Inputs.Count; i++)
        {
            if (linear.AtC[i] is not { } analytic)
            {
                continue;
            }

            RequireFinite(analytic, function.Inputs[i]);
            comparisons.Add(new(function, i, analytic, outputs, upstream, options));
        }

        int skipped = comparisons.Sum(c => c.CountOf(Verdict.Skipped));
        int total = comparisons.Sum(c => c.Analytic.Length);
        List<string> failures = [.. comparisons.SelectMany(Failures), .. linear.Failures];
        if (total == 0)
        {
            failures.Add("Nothing was compared: no input is differentiable, or all are empty.");
        }

        if (skipped > options.MostSkipped * total)
        {
            failures.Add(
                $"{skipped} of {total} entries were skipped, more than {100 * options.MostSkipped:g3} %: kinks (relu at 0, ties of a maximum), "
                + "or a function that is noisy because it computes in float. Choose inputs away from kinks, compute in double.");
        }

        InputComparison? worst = comparisons.Where(c => c.CountOf(Verdict.Differs) > 0).MaxBy(c => Worst([c], options).First().Excess);
        return new()
        {
            Name = name,
            Compared = total - skipped,
            Skipped = skipped,
            NotChecked = [.. function.Inputs.Where(input => !input.Differentiable).Select(input => input.Name)],
            Worst = [.. Worst(comparisons, options).Take(EntriesShown)],
            Failures = failures,
            Diagnoses = failures.Count > 0 && options.Diagnose ? Doctor.Examine(function, comparisons, linear, outputs, upstream) : [],
            ErrorMap = worst is null ? null : GradientMap.OfErrors(worst),
            JacobianMap = worst is null ? null : GradientMap.OfJacobian(worst, function, options),
        };
    }

    private static double[] RepeatableOutputs(FunctionUnderTest function)
    {
        double[] outputs = function.Forward();
        double[] again = function.Forward();
        function.CheckUntouched("forward");
        for (int j = 0; j < outputs.Length; j++)
        {
            string output = Grid.Entry("output", Grid.Index(j, function.OutputShape));
            if (!double.IsFinite(outputs[j]))
            {
                throw new BrokenFunctionException($"The forward function returned {outputs[j]} for {output}.", MistakeKind.NotFinite, "output");
            }

            if (outputs[j] != again[j])
            {
                throw new BrokenFunctionException(
                    $"The forward function is not repeatable: {output} was {outputs[j]:g6}, then {again[j]:g6} for the same inputs. "
                    + "Fix its random numbers (a dropout mask, say).",
                    MistakeKind.NotRepeatable, "output");
            }
        }

        return outputs;
    }

    private static void RequireFinite(double[] analytic, CheckedInput input)
    {
        int bad = Array.FindIndex(analytic, value => !double.IsFinite(value));
        if (bad >= 0)
        {
            throw new BrokenFunctionException(
                $"The gradient of {Grid.Entry(input.Name, Grid.Index(bad, input.Shape))} is {analytic[bad]}: "
                + "a division by 0, a log of 0, or inf - inf in the backward pass.",
                MistakeKind.NotFinite, input.Name);
        }
    }

    private static IEnumerable<string> Failures(InputComparison comparison)
    {
        int wrong = comparison.CountOf(Verdict.Differs);
        if (wrong > 0)
        {
            yield return $"{comparison.Input.Name}: {wrong} of {comparison.Analytic.Length} entries differ from the numeric gradient.";
        }

        if (comparison.Ties is { } ties)
        {
            yield return $"{comparison.Input.Name}: {ties.Count} entries sit at kinks; moved together they have the slope {ties.Numeric:g6}, "
                + $"but their gradients add up to {ties.Analytic:g6}.";
        }
    }

    private static IOrderedEnumerable<GradCheckEntry> Worst(IEnumerable<InputComparison> comparisons, GradCheckOptions options) =>
        (from c in comparisons
         from i in Enumerable.Range(0, c.Analytic.Length)
         where c.Verdicts[i] != Verdict.Skipped
         let entry = new GradCheckEntry(c.Input.Name, Grid.Index(i, c.Input.Shape), c.Analytic[i], c.Numeric[i], c.NumericError[i])
         {
             Excess = Math.Abs(c.Analytic[i] - c.Numeric[i]) / options.Tolerance(c.Analytic[i], c.Numeric[i]),
         }

         select entry).OrderByDescending(entry => entry.Excess);

    /// <summary>N(0, 1) by Box and Muller's transform; the seed fixes every number.</summary>
    private static double[] Normal(int count, int seed)
    {
        var uniform = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
            Math.Sqrt(-2 * Math.Log(1 - uniform.NextDouble())) * Math.Cos(2 * Math.PI * uniform.NextDouble()))];
    }
}
