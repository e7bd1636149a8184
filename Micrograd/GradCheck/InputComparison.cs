namespace Micrograd;

/// <summary>What was decided about one entry.</summary>
internal enum Verdict
{
    /// <summary>Analytic and numeric gradient agree.</summary>
    Agrees,

    /// <summary>They differ by more than the tolerance and the numeric error allow.</summary>
    Differs,

    /// <summary>No numeric gradient to compare with: the slopes to both sides differ (a kink), or no step gives a steady value.</summary>
    Skipped,
}

/// <summary>The analytic gradient of one input against the numeric one, entry by entry.</summary>
internal sealed class InputComparison
{
    private readonly FunctionUnderTest function;
    private readonly double[] outputs, upstream;
    private readonly GradCheckOptions options;

    /// <summary>Compares; costs four forward evaluations an entry where all is well, sixteen where it is not.</summary>
    public InputComparison(FunctionUnderTest function, int inputIndex, double[] analytic, double[] outputs, double[] upstream, GradCheckOptions options)
    {
        (this.function, this.outputs, this.upstream, this.options) = (function, outputs, upstream, options);
        (InputIndex, Analytic) = (inputIndex, analytic);
        int count = analytic.Length;
        Numeric = new double[count];
        NumericError = new double[count];
        Verdicts = new Verdict[count];
        if ((long)count * outputs.Length <= options.JacobianLimit)
        {
            Jacobian = new double[count][];
        }

        for (int i = 0; i < count; i++)
        {
            CompareEntry(i);
        }

        CompareTies();
    }

    /// <summary>Which input.</summary>
    public int InputIndex { get; }

    /// <summary>The input itself.</summary>
    public CheckedInput Input => function.Inputs[InputIndex];

    /// <summary>The gradient under test.</summary>
    public double[] Analytic { get; }

    /// <summary>The gradient by differences.</summary>
    public double[] Numeric { get; }

    /// <summary>How far the numeric gradient may be off.</summary>
    public double[] NumericError { get; }

    /// <summary>The decision on every entry.</summary>
    public Verdict[] Verdicts { get; }

    /// <summary>Numeric Jacobian, Jacobian[entry of the input][output]; null where it would be large.</summary>
    public double[][]? Jacobian { get; }

    /// <summary>What was found when all skipped entries were moved together; null if that agreed or said nothing.</summary>
    public TiesMoved? Ties { get; private set; }

    /// <summary>How many entries got this verdict.</summary>
    public int CountOf(Verdict verdict) => Verdicts.Count(v => v == verdict);

    private double StepAt(int i) => options.Step * Math.Max(1, Math.Abs(Input.Values[i]));

    private void CompareEntry(int i)
    {
        double h = StepAt(i);
        double[] OutputsAt(double t) => OutputsMoved([i], t);
        NumericSlope slope = NumericSlope.Measure(OutputsAt, outputs, upstream, h);
        if (!(slope.IsFinite && Math.Abs(Analytic[i] - slope.Value) <= options.Tolerance(Analytic[i], slope.Value)))
        {
            slope = slope.Refine(OutputsAt, outputs, upstream, h, options.AbsoluteTolerance / 10);
            if (!slope.IsFinite)
            {
                throw new BrokenFunctionException(
                    $"The forward function is not finite around {Grid.Entry(Input.Name, Grid.Index(i, Input.Shape))} = {Input.Values[i]:g6}: "
                    + "no difference quotient can be taken there; choose inputs inside the domain of the function.",
                    MistakeKind.NotFinite, Input.Name);
            }

            Verdicts[i] = Judge(Analytic[i], slope);
        }

        Numeric[i] = slope.Value;
        NumericError[i] = slope.Error;
        Jacobian?[i] = slope.Column;
    }

    private Verdict Judge(double analytic, NumericSlope slope)
    {
        double difference = Math.Abs(analytic - slope.Value), tolerance = options.Tolerance(analytic, slope.Value);
        if (difference <= tolerance)
        {
            return Verdict.Agrees;
        }

        if (slope.Jump > tolerance || slope.Error > 10 * tolerance)
        {
            return Verdict.Skipped;
        }

        // The numeric gradient may be this uncertain, and then no stricter verdict on the analytic one would be fair. After three
        // refinements a smooth function is far below; and what is worse than ten tolerances has been skipped and counted above.
        return difference <= 10 * slope.Error ? Verdict.Agrees : Verdict.Differs;
    }

    /// <summary>
    /// Where several entries tie for a maximum, each alone is at a kink, but all moved together are not: the loss has a slope, and
    /// the gradients of the tied entries must add up to it. This finds winners that were all paid in full.
    /// </summary>
    private void CompareTies()
    {
        int[] skipped = [.. Enumerable.Range(0, Analytic.Length).Where(i => Verdicts[i] == Verdict.Skipped)];
        if (skipped.Length < 2)
        {
            return;
        }

        double h = skipped.Max(StepAt), analytic = skipped.Sum(i => Analytic[i]);
        double[] OutputsAt(double t) => OutputsMoved(skipped, t);
        NumericSlope slope = NumericSlope.Measure(OutputsAt, outputs, upstream, h).Refine(OutputsAt, outputs, upstream, h, options.AbsoluteTolerance / 10);
        if (slope.IsFinite && Judge(analytic, slope) == Verdict.Differs)
        {
            Ties = new(skipped.Length, analytic, slope.Value);
        }
    }

    private double[] OutputsMoved(int[] entries, double t)
    {
        double[] values = function.Values[InputIndex], original = Input.Values;
        foreach (int i in entries)
        {
            values[i] = original[i] + t;
        }

        double[] moved = function.Forward();
        foreach (int i in entries)
        {
            values[i] = original[i];
        }

        return moved;
    }
}

/// <summary>All skipped entries of an input moved together: their gradients' sum, and the slope it should be.</summary>
internal sealed record TiesMoved(int Count, double Analytic, double Numeric);
