namespace Lectures;

internal sealed class RateExercise() : Exercise(3, 6, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("four rates from 0.001 to 1", learner => Expect.Close("the rates", [0.001, 0.01, 0.1, 1], Rates(learner)(-3, 0, 4))),
        new("a thousand: the same number in each tenfold step", learner =>
        {
            double[] rates = Rates(learner)(-3, 0, 1000);
            Expect.Equal("rates below 0.01", 333, rates.Count(rate => rate < 0.00999));
            Expect.Close("their quotient", Math.Pow(10, 3 / 999.0), rates[501] / rates[500]);
        }),
    ];

    private static Func<double, double, int, double[]> Rates(Learner learner) => learner.Function<Func<double, double, int, double[]>>("Rates");
}
