namespace Lectures;

internal sealed class RotaryExercise() : Exercise(7, 9, ExerciseKind.Forward)
{
    private const int T = 6, D = 8;

    public override IEnumerable<Check> Checks =>
    [
        new("position 0 is not turned, position 1 by 1 radian", learner =>
        {
            Expect.Close("(3, 4) at 0", [3, 4], Turn(learner)([3, 4], 0));
            Expect.Close("(1, 0) at 1", [Math.Cos(1), Math.Sin(1)], Turn(learner)([1, 0], 1));
        }),
        new("as the library turns a head of 8 numbers at 6 positions", learner =>
        {
            var x = Tensor.Randn([1, T, D], new TorchGenerator(9));
            double[] turned = [.. x.ToDoubles().Chunk(D).SelectMany((row, position) => Turn(learner)(row, position))];
            Expect.Close("the numbers", new RotaryEmbedding(T, D).Rotate(x, D).ToDoubles(), turned, 1e-5);
        }),
        new("a query and a key see how far they are apart, not where they stand", learner =>
        {
            double[] q = [0.3, -1.2, 0.8, 0.5], k = [1.1, 0.4, -0.7, 0.9];
            double Score(int i, int j) => Turn(learner)(q, i).Zip(Turn(learner)(k, j), (a, b) => a * b).Sum();
            Expect.Close("q·k at 7 and 5, and at 102 and 100", Score(7, 5), Score(102, 100), 1e-9);
            Expect.True(Math.Abs(Score(7, 5) - Score(7, 2)) > 1e-3, "The score is the same for other distances too.");
        }),
    ];

    private static Func<double[], int, double[]> Turn(Learner learner) => learner.Function<Func<double[], int, double[]>>("Turn");
}
