namespace Lectures;

internal sealed class WithoutTheTapeExercise() : Exercise(5, 8, ExerciseKind.Backward)
{
    private const int Hidden = 32, Width = 4, T = 3, Steps = 300;
    private const double Rate = 0.5;
    private static readonly string[] Names = ["C", "W1", "b1", "W2", "b2"];

    public override IEnumerable<Check> Checks =>
    [
        new("one step moves all five as the tape's gradients do", learner =>
        {
            Tensor[] yours = Parameters(), tapes = Parameters();
            var batches = Batches();
            batches.Draw();
            Step(learner)(yours, batches.X, batches.Y, Rate);
            StepOfTheTape(tapes, batches);
            Expect.True(yours.All(parameter => !parameter.RequiresGrad), "The tape was used: a parameter now asks for its gradient.");
            for (int i = 0; i < Names.Length; i++)
            {
                Expect.Close($"{Names[i]} after the step", tapes[i].ToDoubles(), yours[i].ToDoubles(), 1e-5);
            }
        }),
        new("300 steps on invented names: the loss falls as it does with the tape", learner =>
        {
            Tensor[] yours = Parameters(), tapes = Parameters();
            Minibatches batches = Batches(), same = Batches();
            double last = 0, lastOfTheTape = 0;
            for (int step = 0; step < Steps; step++)
            {
                using var scope = Tensor.Scope();
                batches.Draw();
                same.Draw();
                double loss = Step(learner)(yours, batches.X, batches.Y, Rate), ofTheTape = StepOfTheTape(tapes, same);
                Expect.Close($"the loss of step {step}", ofTheTape, loss, 1e-3);
                (last, lastOfTheTape) = ((0.9 * last) + (0.1 * loss), (0.9 * lastOfTheTape) + (0.1 * ofTheTape));
            }

            Expect.Close("the mean of the last losses", lastOfTheTape, last, 1e-3);
            Expect.True(last < 2.2, FormattableString.Invariant($"The loss is still {last:F3}."));
        }),
    ];

    private static Tensor[] Parameters()
    {
        var g = new TorchGenerator(8);
        return [Tensor.Randn([27, Width], g), Tensor.Randn([T * Width, Hidden], g) * 0.3, Tensor.Randn([Hidden], g) * 0.1, Tensor.Randn([Hidden, 27], g) * 0.1, Tensor.Randn([27], g) * 0.1];
    }

    private static Minibatches Batches() => new(new Examples(InventedNames.Make(300, 1), InventedNames.Letters, T), 32, new TorchGenerator(9));

    private static double StepOfTheTape(Tensor[] p, Minibatches batches)
    {
        foreach (var parameter in p)
        {
            parameter.AsParameter();
            parameter.ZeroGrad();
        }

        var h = (p[0][batches.X].Reshape(-1, T * Width).MatMul(p[1]) + p[2]).Tanh();
        var loss = F.CrossEntropy(h.MatMul(p[3]) + p[4], batches.Y);
        loss.Backward();
        foreach (var parameter in p)
        {
            parameter.Data -= Rate * parameter.Grad!;
        }

        return loss.Item();
    }

    private static Func<Tensor[], Tensor, Tensor, double, double> Step(Learner learner) => learner.Function<Func<Tensor[], Tensor, Tensor, double, double>>("Step");
}
