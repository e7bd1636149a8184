namespace Tests;

/// <summary>The checker at the edges: kinks, broken functions, and what the report says.</summary>
public sealed class GradCheckTests
{
    private static readonly double[] Line = [-1.5, -0.5, 0.25, 0.5, 1, 2];

    [Fact]
    public void CorrectGradientPassesWithTinyDifferences()
    {
        GradCheckReport report = Pointwise(Line, Math.Tanh, x => 1 - Math.Tanh(x) * Math.Tanh(x));
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(6, report.Compared);
        Assert.Equal(0, report.Skipped);
        Assert.Empty(report.Diagnoses);
        Assert.All(report.Worst, entry => Assert.True(entry.Excess < 1, entry.ToString()));
    }

    [Fact]
    public void KinkIsSkippedAndCounted()
    {
        double[] x = [.. Enumerable.Range(-12, 25).Select(i => i / 8.0)]; // one of 25 is exactly 0: 4 %
        GradCheckReport report = Pointwise(x, v => Math.Max(v, 0), v => v > 0 ? 1 : 0);
        Assert.True(report.Passed, report.ToString());
        Assert.Equal((24, 1), (report.Compared, report.Skipped));
    }

    [Fact]
    public void KinkNearbyIsResolvedBySmallerSteps()
    {
        GradCheckReport report = Pointwise([1e-4, -1e-4, 5e-4, -3e-5], v => Math.Max(v, 0), v => v > 0 ? 1 : 0);
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(0, report.Skipped);
        Assert.False(Pointwise([1e-4, -1e-4, 5e-4, -3e-5], v => Math.Max(v, 0), v => v > 0 ? 0.999 : 0).Passed);
    }

    [Fact]
    public void TooManyKinksFail()
    {
        GradCheckReport report = Pointwise([0, 0, 1, 2, 3, 4, 5, 6], v => Math.Max(v, 0), v => v > 0 ? 1 : 0);
        Assert.False(report.Passed);
        Assert.Contains("2 of 8 entries were skipped, more than 5 %", Assert.Single(report.Failures));
    }

    [Fact]
    public void SharpBendIsNotMistakenForAKink()
    {
        static double Steep(double x) => Math.Tanh(200 * x);
        GradCheckReport right = Pointwise([0.001, -0.002, 0.004], Steep, x => 200 * (1 - Steep(x) * Steep(x)));
        Assert.True(right.Passed, right.ToString());
        Assert.Equal(0, right.Skipped);
        Assert.False(Pointwise([0.001, -0.002, 0.004], Steep, x => 200 * (1 - Steep(x) * Steep(x)) * (1 + 1e-5)).Passed);
    }

    [Fact]
    public void SinglePrecisionIsToldApartFromAWrongFormula()
    {
        GradCheckReport report = Pointwise(Line, x => (float)Math.Tanh(x), x => 1 - Math.Tanh(x) * Math.Tanh(x));
        Assert.False(report.Passed);
        Assert.Contains("computes in float", report.ToString());

        GradCheckReport backward = Pointwise([-3, -2.5, 2, 3, 3.5], Math.Tanh, x => 1 - MathF.Tanh((float)x) * MathF.Tanh((float)x));
        Assert.Equal(MistakeKind.NearMiss, Assert.Single(backward.Diagnoses).Kind);
        Assert.Contains("single precision", backward.ToString());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void NotANumberFailsWithWords(double bad)
    {
        GradCheckReport gradient = Pointwise(Line, x => x, x => x == 0.25 ? bad : 1);
        Assert.Equal(MistakeKind.NotFinite, Assert.Single(gradient.Diagnoses).Kind);
        Assert.Contains("The gradient of x[0, 2] is", gradient.ToString());

        GradCheckReport forward = Pointwise(Line, x => x == 0.25 ? bad : x, x => 1);
        Assert.Contains("The forward function returned", forward.ToString());
        Assert.Contains("output[0, 2]", forward.ToString());
    }

    [Fact]
    public void EdgeOfTheDomainFailsWithWords()
    {
        GradCheckReport report = Pointwise([0, 1], Math.Sqrt, x => x == 0 ? 0 : 0.5 / Math.Sqrt(x));
        Assert.Contains("not finite around x[0, 0] = 0", Assert.Single(report.Failures));
    }

    [Fact]
    public void WrongSizesFailWithWords()
    {
        Assert.Contains("returned 5 values, but the output shape (2, 3) holds 6",
            Run(x => x[0][..5], (x, g) => [g]).ToString());
        Assert.Contains("gradient of x has 4 values, but x (2, 3) has 6",
            Run(x => x[0], (x, g) => [g[..4]]).ToString());
        Assert.Contains("returned 2 arrays for 1 inputs",
            Run(x => x[0], (x, g) => [g, g]).ToString());
        var error = Assert.Throws<ArgumentException>(() =>
            GradCheck.Run("f", [new("x", [2, 2], Line)], [6], x => x[0], (x, g) => [g]));
        Assert.Contains("input x has 6 values, but its shape (2, 2) holds 4", error.Message);
    }

    [Fact]
    public void FunctionThatIsNotAFunctionFailsWithWords()
    {
        int calls = 0;
        Assert.Contains("forward function is not repeatable", Run(x => [.. x[0].Select(v => v + calls++)], (x, g) => [g]).ToString());
        Assert.Contains("gradient function changed the values of x", Run(x => x[0], (x, g) =>
        {
            x[0][3] = 7;
            return [g];
        }).ToString());
    }

    [Fact]
    public void NothingToCompareFails()
    {
        GradCheckReport report = GradCheck.Run("f", [new("x", [6], Line, Differentiable: false)], [6], x => x[0], (x, g) => [null]);
        Assert.Contains("Nothing was compared", Assert.Single(report.Failures));
        Assert.Equal(["x"], report.NotChecked);
    }

    [Fact]
    public void ReportShowsTheWorstEntriesAndTheirPlace()
    {
        // One entry is wrong by a half, one by a thousandth; the output is the input, so the Jacobian is the unit matrix.
        GradCheckReport report = Run(x => x[0], (x, g) => [[g[0], g[1], g[2], g[3], 1.5 * g[4], 1.001 * g[5]]]);
        Assert.Equal(5, report.Worst.Count);
        GradCheckEntry worst = report.Worst[0];
        Assert.Equal(("x", "1, 1"), (worst.Input, string.Join(", ", worst.Index)));
        Assert.Equal(1.5, worst.Ratio, 9);
        Assert.Equal([1, 2], report.Worst[1].Index);
        Assert.True(worst.NumericError < 1e-9);
        Assert.Equal([". . .", ". # -"], Rows(report.ErrorMap));
        Assert.Equal(["= . . . . .", ". = . . . .", ". . = . . .", ". . . = . .", ". . . . # .", ". . . . . #"], Rows(report.JacobianMap));
        Assert.Contains("Only 2 of 6 entries are wrong", report.ToString());
        Assert.Contains("x[1, 1]", report.ToString());
    }

    [Fact]
    public void LossOfShapeNothingIsChecked()
    {
        GradCheckReport report = GradCheck.Run("square", [new("x", [], [3])], [], x => [x[0][0] * x[0][0]], (x, g) => [[2 * x[0][0] * g[0]]]);
        Assert.True(report.Passed, report.ToString());
        GradCheckReport wrong = GradCheck.Run("square", [new("x", [], [3])], [], x => [x[0][0] * x[0][0]], (x, g) => [[x[0][0] * g[0]]]);
        Assert.Contains("x: the gradient is 0.5 times the numeric one", wrong.ToString());
    }

    [Fact]
    public void SameSeedGivesTheSameReport() =>
        Assert.Equal(
            Pointwise(Line, Math.Exp, x => x).ToString(),
            Pointwise(Line, Math.Exp, x => x).ToString());

    private static GradCheckReport Pointwise(double[] values, Func<double, double> f, Func<double, double> slope) =>
        GradCheck.Run(
            "f", [new("x", [1, values.Length], values)], [1, values.Length],
            x => [.. x[0].Select(f)], (x, g) => [[.. x[0].Zip(g, (v, u) => u * slope(v))]]);

    private static GradCheckReport Run(Func<IReadOnlyList<double[]>, double[]> forward, BackwardPass backward) =>
        GradCheck.Run("f", [new("x", [2, 3], Line)], [2, 3], forward, backward.Invoke);

    /// <summary>The rows of a map without its heading.</summary>
    private static string[] Rows(string? map) => [.. map!.Split('\n').Skip(1).Select(line => line.Trim()).Where(line => line.Length > 0)];
}
