namespace Lectures;

internal sealed class CacheExercise() : Exercise(9, 5, ExerciseKind.Forward)
{
    private const int T = 6, D = 4;

    private delegate double[] NextFunction(double[] q, double[] k, double[] v, List<double[]> keys, List<double[]> values);

    public override IEnumerable<Check> Checks =>
    [
        new("the first token sees itself alone", learner =>
        {
            List<double[]> keys = [], values = [];
            Expect.Close("the row", [3, 4], learner.Function<NextFunction>("Next")([1, 2], [5, 6], [3, 4], keys, values));
            Expect.Equal("the cache's length", (1, 1), (keys.Count, values.Count));
        }),
        new("token by token as the library's attention at once", learner =>
        {
            var qkv = Tensor.Randn([1, T, 3 * D], new TorchGenerator(9));
            List<double[]> keys = [], values = [];
            double[] rows = [.. qkv.ToDoubles().Chunk(3 * D).SelectMany(row => learner.Function<NextFunction>("Next")(row[..D], row[D..(2 * D)], row[(2 * D)..], keys, values))];
            Expect.Close("all rows", F.CausalSelfAttention(qkv, 1).ToDoubles(), rows, 1e-5);
        }),
    ];
}
