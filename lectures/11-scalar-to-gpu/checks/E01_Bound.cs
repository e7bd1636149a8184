namespace Lectures;

internal sealed class BoundExercise() : Exercise(11, 1, ExerciseKind.Predict)
{
    private const double N = 1024, Bytes = 4;

    public override IEnumerable<Check> Checks =>
    [
        new("y = a x + y", learner => Expect.Predicted("Axpy", 2 / (3 * Bytes), learner.Answer<double>("Axpy"), 5e-4)),
        new("a product of squares", learner => Expect.Predicted("Square", 2 * N * N * N / (3 * N * N * Bytes), learner.Answer<double>("Square"), 1e-4)),
        new("a row times a matrix", learner =>
            Expect.Predicted("RowIsMemoryBound", 2.0 * 768 * 768 / (768 * 769 * Bytes) < 200.0 / 20, learner.Answer<bool>("RowIsMemoryBound"))),
    ];
}
