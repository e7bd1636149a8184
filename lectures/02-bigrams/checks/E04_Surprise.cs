namespace Lectures;

internal sealed class SurpriseExercise() : Exercise(2, 4, ExerciseKind.Predict)
{
    private const double ThreeDigits = 5e-4;

    public override IEnumerable<Check> Checks =>
    [
        new("equal probabilities", learner => Expect.Predicted("Uniform", Math.Log(27), learner.Answer<double>("Uniform"), ThreeDigits)),
        new("a half and a quarter", learner =>
            Expect.Predicted("HalfAndQuarter", -(Math.Log(0.5) + Math.Log(0.25)) / 2, learner.Answer<double>("HalfAndQuarter"), ThreeDigits)),
        new("certain", learner => Expect.Predicted("Certain", 0, learner.Answer<double>("Certain"), ThreeDigits)),
    ];
}
