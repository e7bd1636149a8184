namespace Tests;

/// <summary>The gradient of (g, f(x)) for each input; null for inputs that are not differentiable.</summary>
public delegate IReadOnlyList<double[]?> BackwardPass(IReadOnlyList<double[]> x, double[] g);

/// <summary>A correct operation with wrong versions of its gradient: the mistakes that people make.</summary>
/// <param name="Name">Name of the operation.</param>
/// <param name="Inputs">Draws the inputs of one trial.</param>
/// <param name="OutputShape">Shape of the output.</param>
/// <param name="Forward">The operation.</param>
/// <param name="Backward">Its correct gradient.</param>
/// <param name="Mistakes">The planted mistakes.</param>
public sealed record BankedOperation(
    string Name,
    Func<Random, CheckedInput[]> Inputs,
    int[] OutputShape,
    Func<IReadOnlyList<double[]>, double[]> Forward,
    BackwardPass Backward,
    PlantedMistake[] Mistakes)
{
    /// <summary>Checks the correct gradient, or that of a mistake, on the inputs and upstream gradient of one seed.</summary>
    public GradCheckReport Check(int seed, PlantedMistake? mistake = null, bool diagnose = false) =>
        GradCheck.Run(
            mistake is null ? Name : $"{Name}: {mistake.Name}", Inputs(new Random(seed)), OutputShape, Forward,
            (mistake?.Backward ?? Backward).Invoke, new() { Seed = seed + 1, Diagnose = diagnose });
}

/// <summary>One wrong gradient.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Backward">The wrong gradient.</param>
/// <param name="Expected">What the diagnosis must call it; null where the numbers do not give the mistake away.</param>
public sealed record PlantedMistake(string Name, BackwardPass Backward, MistakeKind? Expected);

/// <summary>All planted mistakes, and how their inputs are drawn.</summary>
public static class MistakeBank
{
    /// <summary>Every operation of the bank.</summary>
    public static IReadOnlyList<BankedOperation> All { get; } =
    [
        .. PointwiseMistakes.All, .. ProductMistakes.All, .. MatMulMistakes.All, .. BroadcastMistakes.All, .. ReductionMistakes.All,
        .. IndexMistakes.All, .. SoftmaxMistakes.All, .. NormMistakes.All, .. AttentionMistakes.All,
    ];

    /// <summary>An input of N(0, 1) numbers.</summary>
    public static CheckedInput Normal(Random random, string name, params int[] shape) => Drawn(name, shape, () => Gauss(random));

    /// <summary>An input of numbers that stay clear of 0: 0.5 + |N(0, 1)|.</summary>
    public static CheckedInput Positive(Random random, string name, params int[] shape) => Drawn(name, shape, () => 0.5 + Math.Abs(Gauss(random)));

    private static CheckedInput Drawn(string name, int[] shape, Func<double> draw) =>
        new(name, shape, [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => draw())]);

    private static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
