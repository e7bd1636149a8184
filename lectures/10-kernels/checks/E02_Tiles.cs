namespace Lectures;

internal sealed class TilesExercise() : Exercise(10, 2, ExerciseKind.Predict)
{
    private const long N = 1024, Tile = 32;

    public override IEnumerable<Check> Checks =>
    [
        new("the naive kernel", learner => Expect.Predicted("Naive", N * N * 2 * N, learner.Answer<long>("Naive"))),
        new("with tiles", learner => Expect.Predicted("Tiled", (N / Tile) * (N / Tile) * (N / Tile) * 2 * Tile * Tile, learner.Answer<long>("Tiled"))),
        new("the operations", learner => Expect.Predicted("Operations", 2 * N * N * N, learner.Answer<long>("Operations"))),
    ];
}
