namespace Tests;

/// <summary>y = f(x) entry by entry. One line a mistake: dx as a function of x, y and the upstream gradient g.</summary>
public static class PointwiseMistakes
{
    private const double Gelu = 0.7978845608028654, Cubic = 0.044715;

    /// <summary>The operations.</summary>
    public static IEnumerable<BankedOperation> All =>
    [
        Op("tanh", MistakeBank.Normal, Math.Tanh, (x, y, g) => g * (1 - y * y),
            new("1 - x^2 instead of 1 - y^2", Dx(Math.Tanh, (x, y, g) => g * (1 - x * x)), MistakeKind.InputForOutput),
            new("1 - y instead of 1 - y^2", Dx(Math.Tanh, (x, y, g) => g * (1 - y)), MistakeKind.FactorPerEntry),
            new("upstream multiplied in twice", Dx(Math.Tanh, (x, y, g) => g * g * (1 - y * y)), MistakeKind.UpstreamTwice)),
        Op("sigmoid", MistakeBank.Normal, Sigmoid, (x, y, g) => g * y * (1 - y),
            new("factor 1 - y missing", Dx(Sigmoid, (x, y, g) => g * y), MistakeKind.FactorPerEntry),
            new("x for y", Dx(Sigmoid, (x, y, g) => g * x * (1 - x)), MistakeKind.InputForOutput),
            new("forgets upstream", Dx(Sigmoid, (x, y, g) => y * (1 - y)), MistakeKind.MissingUpstream)),
        Op("exp", MistakeBank.Normal, Math.Exp, (x, y, g) => g * y,
            new("x for y", Dx(Math.Exp, (x, y, g) => g * x), MistakeKind.InputForOutput),
            new("wrong sign", Dx(Math.Exp, (x, y, g) => -g * y), MistakeKind.Sign)),
        Op("sqrt", MistakeBank.Positive, Math.Sqrt, (x, y, g) => g * 0.5 / y,
            new("x for y", Dx(Math.Sqrt, (x, y, g) => g * 0.5 / x), MistakeKind.InputForOutput),
            new("2 missing", Dx(Math.Sqrt, (x, y, g) => g / y), MistakeKind.ConstantFactor)),
        Op("relu", MistakeBank.Normal, Relu, (x, y, g) => x > 0 ? g : 0,
            new("mask on the wrong side", Dx(Relu, (x, y, g) => x < 0 ? g : 0), MistakeKind.InvertedMask),
            new("no mask", Dx(Relu, (x, y, g) => g), MistakeKind.GhostDependence)),
        Op("cube", MistakeBank.Normal, Cube, (x, y, g) => g * 3 * x * x,
            new("exponent off by one", Dx(Cube, (x, y, g) => g * 3 * x * x * x), MistakeKind.FactorPerEntry),
            new("exponent not multiplied in", Dx(Cube, (x, y, g) => g * x * x), MistakeKind.ConstantFactor)),
        Op("gelu_tanh", MistakeBank.Normal, GeluTanh, (x, y, g) => g * GeluSlope(x, 3 * Cubic),
            new("derivative of the exact GELU", Dx(GeluTanh, (x, y, g) => g * (Phi(x) + x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI))), null),
            new("0.044715 for 3 * 0.044715", Dx(GeluTanh, (x, y, g) => g * GeluSlope(x, Cubic)), null)),
        Op("square by x * x", MistakeBank.Normal, x => x * x, (x, y, g) => g * x + g * x,
            new PlantedMistake("= instead of +=", Dx(x => x * x, (x, y, g) => g * x), MistakeKind.ConstantFactor)),
        Op("swish by x * sigmoid(x)", MistakeBank.Normal, x => x * Sigmoid(x), (x, y, g) => g * Sigmoid(x) + g * x * SigmoidSlope(x),
            new("= instead of +=", Dx(x => x * Sigmoid(x), (x, y, g) => g * x * SigmoidSlope(x)), null),
            new("one term without upstream", Dx(x => x * Sigmoid(x), (x, y, g) => g * Sigmoid(x) + x * SigmoidSlope(x)), MistakeKind.MissingUpstream)),
    ];

    private static BankedOperation Op(
        string name,
        Func<Random, string, int[], CheckedInput> draw,
        Func<double, double> f,
        Func<double, double, double, double> dx,
        params PlantedMistake[] mistakes) =>
        new(name, random => [draw(random, "x", [3, 4])], [3, 4], x => [.. x[0].Select(f)], Dx(f, dx), mistakes);

    private static BackwardPass Dx(Func<double, double> f, Func<double, double, double, double> dx) =>
        (x, g) => [[.. x[0].Zip(g, (value, upstream) => dx(value, f(value), upstream))]];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double SigmoidSlope(double x) => Sigmoid(x) * (1 - Sigmoid(x));

    private static double Relu(double x) => Math.Max(x, 0);

    private static double Cube(double x) => x * x * x;

    private static double GeluTanh(double x) => 0.5 * x * (1 + Math.Tanh(Gelu * (x + Cubic * x * x * x)));

    private static double GeluSlope(double x, double threeCubic)
    {
        double t = Math.Tanh(Gelu * (x + Cubic * x * x * x));
        return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * Gelu * (1 + threeCubic * x * x);
    }

    /// <summary>The normal distribution function by Simpson's rule from 0 to x; good to seven digits for the inputs drawn here.</summary>
    private static double Phi(double x)
    {
        const int pieces = 60;
        double h = x / pieces;
        double sum = Enumerable.Range(0, pieces + 1).Sum(i =>
            (i is 0 or pieces ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-i * h * i * h / 2));
        return 0.5 + sum * h / 3 / Math.Sqrt(2 * Math.PI);
    }
}
