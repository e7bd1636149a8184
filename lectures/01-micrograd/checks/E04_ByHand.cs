namespace Lectures;

internal sealed class ByHandExercise() : Exercise(1, 4, ExerciseKind.Predict)
{
    private const double Exact = 1e-12;

    public override IEnumerable<Check> Checks =>
    [
        new("L", learner => Expect.Predicted("L", Run().L.Data, learner.Answer<double>("L"), Exact)),
        new("c and f, one step from L", learner =>
        {
            var run = Run();
            Expect.Predicted("dL/df", run.F.Grad, learner.Answer<double>("Df"), Exact);
            Expect.Predicted("dL/dc", run.C.Grad, learner.Answer<double>("Dc"), Exact);
        }),
        new("a and b, two steps from L", learner =>
        {
            var run = Run();
            Expect.Predicted("dL/da", run.A.Grad, learner.Answer<double>("Da"), Exact);
            Expect.Predicted("dL/db", run.B.Grad, learner.Answer<double>("Db"), Exact);
        }),
    ];

    private static (Value L, Value A, Value B, Value C, Value F) Run()
    {
        Value a = new(2), b = new(-3), c = new(10), f = new(-2);
        var l = ((a * b) + c) * f;
        l.Backward();
        return (l, a, b, c, f);
    }
}
