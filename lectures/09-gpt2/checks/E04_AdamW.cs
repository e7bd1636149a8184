namespace Lectures;

internal sealed class AdamWStepExercise() : Exercise(9, 4, ExerciseKind.Forward)
{
    private delegate double[] StepFunction(double w, double g, double m, double v, int t, double rate, double beta1, double beta2, double eps, double decay);

    public override IEnumerable<Check> Checks =>
    [
        new("the first step is the learning rate, whatever the gradient's size", learner =>
            Expect.Close("w", [0.99, 0.99], [Step(learner)(1, 1e-3, 0, 0, 1, 0.01, 0.9, 0.95, 0, 0)[0], Step(learner)(1, 1e3, 0, 0, 1, 0.01, 0.9, 0.95, 0, 0)[0]])),
        new("the running means", learner => Expect.Close("m and v", [0.28, 0.29], Step(learner)(0, 1, 0.2, 0.25, 7, 0.1, 0.9, 0.9466666666666667, 1e-8, 0)[1..])),
        new("ten steps as the library takes them", learner =>
        {
            var parameter = Tensor.From([0.7, -1.2], [2]);
            parameter.RequiresGrad = true;
            var library = new AdamW([parameter], 0.05, 0.9, 0.95, 1e-8, 0.1);
            double[][] mine = [[0.7, 0, 0], [-1.2, 0, 0]];
            for (int t = 1; t <= 10; t++)
            {
                double[] g = [Math.Sin(t), 0.3 * t];
                library.ZeroGrad();
                (parameter * Tensor.From(g, [2])).Sum().Backward();
                library.Step();
                for (int i = 0; i < 2; i++)
                {
                    mine[i] = Step(learner)(mine[i][0], g[i], mine[i][1], mine[i][2], t, 0.05, 0.9, 0.95, 1e-8, 0.1);
                }
            }

            Expect.Close("w", parameter.ToDoubles(), [mine[0][0], mine[1][0]], 1e-5);
        }),
    ];

    private static StepFunction Step(Learner learner) => learner.Function<StepFunction>("Step");
}
