namespace Lectures;

internal sealed class ParametersExercise() : Exercise(3, 2, ExerciseKind.Predict)
{
    public override IEnumerable<Check> Checks =>
    [
        new("the number of parameters", learner =>
            Expect.Predicted("Number", (27 * 10) + (3 * 10 * 200) + 200 + (200 * 27) + 27, learner.Answer<int>("Number"))),
        new("the loss at first", learner =>
            Expect.Predicted("LossAtFirst", F.CrossEntropy(Tensor.Zeros([4, 27]), Tensor.From([1, 5, 9, 0], [4])).Item(), learner.Answer<double>("LossAtFirst"), 5e-4)),
    ];
}
