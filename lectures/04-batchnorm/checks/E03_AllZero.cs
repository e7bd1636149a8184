namespace Lectures;

internal sealed class AllZeroExercise() : Exercise(4, 3, ExerciseKind.Predict)
{
    public override IEnumerable<Check> Checks =>
    [
        new("the second layer", learner =>
        {
            Expect.Predicted("B2", Moves()["B2"], learner.Answer<bool>("B2"));
            Expect.Predicted("W2", Moves()["W2"], learner.Answer<bool>("W2"));
        }),
        new("the first layer", learner =>
        {
            Expect.Predicted("B1", Moves()["B1"], learner.Answer<bool>("B1"));
            Expect.Predicted("W1", Moves()["W1"], learner.Answer<bool>("W1"));
        }),
    ];

    /// <summary>Which parameters get a gradient, found by running the network.</summary>
    private static Dictionary<string, bool> Moves()
    {
        var parameters = new Dictionary<string, Tensor> { ["W1"] = Tensor.Zeros([3, 4]), ["B1"] = Tensor.Zeros([4]), ["W2"] = Tensor.Zeros([4, 5]), ["B2"] = Tensor.Zeros([5]) };
        foreach (var parameter in parameters.Values)
        {
            parameter.RequiresGrad = true;
        }

        var h = (Tensor.Randn([6, 3], new TorchGenerator(1)).MatMul(parameters["W1"]) + parameters["B1"]).Tanh();
        F.CrossEntropy(h.MatMul(parameters["W2"]) + parameters["B2"], Tensor.From([0, 1, 2, 3, 3, 3], [6])).Backward();
        return parameters.ToDictionary(entry => entry.Key, entry => entry.Value.Grad!.ToDoubles().Any(slope => slope != 0));
    }
}
