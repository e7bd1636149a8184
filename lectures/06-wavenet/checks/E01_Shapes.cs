namespace Lectures;

internal sealed class WaveNetShapesExercise() : Exercise(6, 1, ExerciseKind.Predict)
{
    public override IEnumerable<Check> Checks =>
    [
        new("after the embedding", learner => Expect.Predicted("AfterEmbedding", Embedded.Shape[1..].ToArray(), learner.Answer<int[]>("AfterEmbedding"))),
        new("after the first join", learner => Expect.Predicted("AfterJoin", Joined(Embedded).Shape[1..].ToArray(), learner.Answer<int[]>("AfterJoin"))),
        new("after the first layer", learner => Expect.Predicted("AfterLayer", Layer(Joined(Embedded)).Shape[1..].ToArray(), learner.Answer<int[]>("AfterLayer"))),
        new("at the third join", learner => Expect.Predicted("AtThird", Joined(Layer(Joined(Layer(Joined(Embedded))))).Shape[^1], learner.Answer<int>("AtThird"))),
    ];

    private static Tensor Embedded => Tensor.Zeros([4, 8, 24]);

    private static Tensor Joined(Tensor x) => new FlattenConsecutive(2).Forward(x);

    private static Tensor Layer(Tensor x) => x.MatMul(Tensor.Zeros([x.Shape[^1], 128]));
}
