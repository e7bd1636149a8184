namespace Micrograd;

/// <summary>All that is known about the wrong gradient of one input, and the means to ask "what if".</summary>
internal sealed class Evidence(FunctionUnderTest function, InputComparison comparison, UpstreamTests linear, double[] outputs, double[] upstream)
{
    /// <summary>Numbers count as the same when they differ by less than this part of the largest entry.</summary>
    private const double Alike = 1e-6;

    // An explanation has to leave nothing open: where the whole mistake is small, what is left must be small beside it.
    private readonly double sameWithin = Math.Min(
        Alike * LargestOf(comparison, (a, n) => Math.Max(Math.Abs(a), Math.Abs(n))),
        0.01 * LargestOf(comparison, (a, n) => Math.Abs(a - n)));

    private readonly Lazy<double[][]?> analyticJacobian = new(() =>
        comparison.Jacobian is null ? null : GradientMap.AnalyticJacobian(comparison.InputIndex, function));

    public FunctionUnderTest Function => function;
    public InputComparison Comparison => comparison;
    public UpstreamTests Linear => linear;
    public int InputIndex => comparison.InputIndex;
    public string Name => comparison.Input.Name;
    public int[] Shape => comparison.Input.Shape;
    public double[] Values => comparison.Input.Values;
    public int[] OutputShape => function.OutputShape;
    public double[] Outputs => outputs;
    public double[] Upstream => upstream;

    /// <summary>The gradient under test.</summary>
    public double[] Analytic => comparison.Analytic;

    /// <summary>What it should be.</summary>
    public double[] Numeric => comparison.Numeric;

    /// <summary>Numeric Jacobian [entry of the input][output], or null where it would be large.</summary>
    public double[][]? NumericJacobian => comparison.Jacobian;

    /// <summary>Analytic Jacobian, likewise.</summary>
    public double[][]? AnalyticJacobian => analyticJacobian.Value;

    /// <summary>Whether some entry differs (it may also be the linearity in the upstream gradient alone that failed).</summary>
    public bool Differs => comparison.CountOf(Verdict.Differs) > 0;

    /// <summary>The largest absolute entry of both gradients.</summary>
    public double Scale { get; } = LargestOf(comparison, (a, n) => Math.Max(Math.Abs(a), Math.Abs(n)));

    /// <summary>Norm of the difference over norm of the numeric gradient.</summary>
    public double RelativeError =>
        Math.Sqrt(Usable.Sum(i => (Analytic[i] - Numeric[i]) * (Analytic[i] - Numeric[i])) / Usable.Sum(i => Numeric[i] * Numeric[i]));

    /// <summary>The entries that were not skipped.</summary>
    public IEnumerable<int> Usable => Enumerable.Range(0, Analytic.Length).Where(i => comparison.Verdicts[i] != Verdict.Skipped);

    /// <summary>Whether an entry is as good as 0 beside the others.</summary>
    public bool IsNothing(double value) => Math.Abs(value) <= Alike * Scale;

    /// <summary>Whether each output depends on its own entry of the input alone, as far as the numbers show.</summary>
    public bool IsPointwise =>
        Shape.SequenceEqual(OutputShape) && NumericJacobian is { } jacobian
        && Enumerable.Range(0, jacobian.Length).All(i => jacobian[i].Where((slope, j) => i != j && Math.Abs(slope) > 1e-8).FirstOrDefault() == 0);

    /// <summary>Whether two arrays agree in all entries that were not skipped.</summary>
    public bool Same(double[] first, double[] second) => Usable.All(i => Math.Abs(first[i] - second[i]) <= sameWithin);

    /// <summary>Whether the gradient function gets this input right when it is given other values or another upstream gradient.</summary>
    public bool RightIf(double[][] values, double[] otherUpstream)
    {
        double[] what = function.Gradient(values, otherUpstream)[InputIndex]!;
        return what.All(double.IsFinite) && Same(what, Numeric);
    }

    /// <summary>The <see cref="RelativeError"/> at another point; NaN if the function breaks there.</summary>
    public double RelativeErrorAt(IReadOnlyList<CheckedInput> inputs)
    {
        try
        {
            FunctionUnderTest moved = function.At(inputs);
            double[] movedOutputs = moved.Forward();
            double[] analytic = moved.Gradient(upstream)[InputIndex]!;
            var there = new InputComparison(moved, InputIndex, analytic, movedOutputs, upstream, new() { JacobianLimit = 0 });
            return new Evidence(moved, there, linear, movedOutputs, upstream).RelativeError;
        }
        catch (BrokenFunctionException)
        {
            return double.NaN;
        }
    }

    /// <summary>The inputs' values with one of them replaced.</summary>
    public double[][] With(int inputIndex, double[] replacement)
    {
        double[][] values = [.. function.Inputs.Select(input => input.Values)];
        values[inputIndex] = replacement;
        return values;
    }

    private static double LargestOf(InputComparison comparison, Func<double, double, double> measure) =>
        Enumerable.Range(0, comparison.Analytic.Length)
            .Where(i => comparison.Verdicts[i] != Verdict.Skipped)
            .Select(i => measure(comparison.Analytic[i], comparison.Numeric[i]))
            .DefaultIfEmpty().Max();

    /// <summary>A finding about this input; its name is put before the sentence.</summary>
    public Diagnosis Finding(MistakeKind kind, string sentence) => new(kind, Name, $"{Name}: {sentence}");
}

/// <summary>One mistake that can be recognised from the numbers.</summary>
internal interface IMistakePattern
{
    /// <summary>The finding, or null if the evidence does not fit.</summary>
    Diagnosis? Recognise(Evidence evidence);
}
