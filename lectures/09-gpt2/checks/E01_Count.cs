namespace Lectures;

internal sealed class CountParametersExercise() : Exercise(9, 1, ExerciseKind.Predict)
{
    private const int C = 768;

    public override IEnumerable<Check> Checks =>
    [
        new("the embeddings", learner => Expect.Predicted("Embeddings", (50_257 + 1024) * C, learner.Answer<int>("Embeddings"))),
        new("one block", learner => Expect.Predicted("Block", (12 * C * C) + (13 * C), learner.Answer<int>("Block"))),
        new("the whole model", learner => Expect.Predicted("All", ((50_257 + 1024) * C) + (12 * ((12 * C * C) + (13 * C))) + (2 * C), learner.Answer<int>("All"))),
    ];
}
