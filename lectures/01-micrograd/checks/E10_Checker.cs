namespace Lectures;

internal sealed class CheckerExercise() : Exercise(1, 10, ExerciseKind.WriteTheChecker)
{
    private static readonly double[] X = [0.7, -1.3, 0.2];

    private static readonly Case[] Right =
    [
        new("a sum of squares", x => x.Sum(v => v * v), [1.4, -2.6, 0.4]),
        new("slopes in the thousands", x => 1000 * Math.Exp(x[0]) + x[1], [1000 * Math.Exp(0.7), 1, 0]),
        new("a constant", _ => 4, [0, 0, 0]),
        new("tanh", x => Math.Tanh(x[0] * x[1]), [-1.3 * Slope(), 0.7 * Slope(), 0]),
    ];

    private static readonly Case[] Wrong =
    [
        new("twice too large", x => x.Sum(v => v * v), [2.8, -5.2, 0.8]),
        new("the wrong sign", x => x.Sum(v => v * v), [-1.4, 2.6, -0.4]),
        new("one entry of zero", x => x.Sum(v => v * v), [1.4, -2.6, 0]),
        new("all zero", x => x.Sum(v => v * v), [0, 0, 0]),
        new("off by one in a thousand", x => x.Sum(v => v * v), [1.4, -2.6, 0.4004]),
        new("not a number", x => x.Sum(v => v * v), [1.4, double.NaN, 0.4]),
        new("1 - t instead of 1 - t²", x => Math.Tanh(x[0]), [1 - Math.Tanh(0.7), 0, 0]),
    ];

    public override IEnumerable<Check> Checks =>
    [
        new("right gradients are accepted", learner => Score(learner, Right, expected: true)),
        new("planted mistakes are caught", learner => Score(learner, Wrong, expected: false)),
        new("x is left as it was", learner =>
        {
            double[] x = [.. X];
            IsRight(learner)(v => v.Sum(), x, [1, 1, 1]);
            Expect.Close("x", X, x);
        }),
    ];

    private static double Slope() => 1 - Math.Pow(Math.Tanh(0.7 * -1.3), 2);

    private static Func<Func<double[], double>, double[], double[], bool> IsRight(Learner learner) =>
        learner.Function<Func<Func<double[], double>, double[], double[], bool>>("IsRight");

    private static void Score(Learner learner, Case[] cases, bool expected)
    {
        var isRight = IsRight(learner);
        string[] missed = [.. cases.Where(one => isRight(one.F, [.. X], one.Gradient) != expected).Select(one => one.Name)];
        Expect.True(missed.Length == 0, $"{cases.Length - missed.Length} of {cases.Length} judged rightly; {(expected ? "false alarms" : "missed")}: {string.Join(", ", missed)}.");
    }

    private sealed record Case(string Name, Func<double[], double> F, double[] Gradient);
}
