namespace Lectures;

internal sealed class OnlineExercise() : Exercise(10, 3, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("numbers that grow", learner => Holds(learner, [1, 2, 3])),
        new("numbers of a thousand", learner => Holds(learner, [-1000, 1000, 999.5, 1000])),
        new("random numbers, read once", learner =>
        {
            double[] row = Tensor.Randn([300], new TorchGenerator(1)).ToDoubles();
            int passes = 0;
            Holds(learner, row, Counted());
            Expect.Equal("the number of passes", 1, passes);

            IEnumerable<double> Counted()
            {
                passes++;
                foreach (double x in row)
                {
                    yield return x;
                }
            }
        }),
    ];

    private static void Holds(Learner learner, double[] row, IEnumerable<double>? source = null)
    {
        double max = row.Max();
        Expect.Close("m and s", [max, row.Sum(x => Math.Exp(x - max))], learner.Function<Func<IEnumerable<double>, double[]>>("MaxAndSum")(source ?? row));
    }
}
