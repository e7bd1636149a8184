namespace Lectures;

internal sealed class AttentionExercise() : Exercise(7, 4, ExerciseKind.Forward)
{
    private const int T = 5, D = 4;

    public override IEnumerable<Check> Checks =>
    [
        new("equal keys: the mean of the values so far", learner =>
            Expect.Close("out", [2, 3, 4], [.. Head(learner)([[1], [1], [1]], [[0], [0], [0]], [[2], [4], [6]]).Select(row => row[0])])),
        new("as the library's causal attention", learner =>
        {
            var qkv = Tensor.Randn([1, T, 3 * D], new TorchGenerator(3));
            double[][] rows = [.. qkv.ToDoubles().Chunk(3 * D)];
            double[][] head = Head(learner)([.. rows.Select(row => row[..D])], [.. rows.Select(row => row[D..(2 * D)])], [.. rows.Select(row => row[(2 * D)..])]);
            Expect.Close("out", F.CausalSelfAttention(qkv, 1).ToDoubles(), [.. head.SelectMany(row => row)], 1e-5);
        }),
    ];

    private static Func<double[][], double[][], double[][], double[][]> Head(Learner learner) =>
        learner.Function<Func<double[][], double[][], double[][], double[][]>>("Head");
}
