namespace Lectures;

internal sealed class MaskExercise() : Exercise(7, 2, ExerciseKind.FindTheBug)
{
    private static readonly double[][] Scores = [.. Tensor.Randn([4, 4], new TorchGenerator(1337)).ToDoubles().Chunk(4)];

    public override IEnumerable<Check> Checks =>
    [
        new("the first query sees the first key alone", learner => Expect.Close("row 0", [1, 0, 0, 0], Weights(learner)(Scores)[0])),
        new("nothing above the diagonal", learner =>
        {
            double[][] weights = Weights(learner)(Scores);
            Expect.Close("the weights of later keys", new double[6], [.. from t in Enumerable.Range(0, 4) from s in Enumerable.Range(t + 1, 3 - t) select weights[t][s]]);
        }),
        new("the weights of the past are the softmax of their own scores", learner =>
        {
            double[] past = Scores[2][..3];
            Expect.Close("row 2, keys 0 to 2", [.. past.Select(score => Math.Exp(score) / past.Sum(Math.Exp))], Weights(learner)(Scores)[2][..3]);
        }),
    ];

    private static Func<double[][], double[][]> Weights(Learner learner) => learner.Function<Func<double[][], double[][]>>("Weights");
}
