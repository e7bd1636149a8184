namespace Lectures;

internal sealed class HowMuchExercise() : Exercise(2, 9, ExerciseKind.Forward)
{
    private static readonly string[] Train = InventedNames.Make(200, 1), Dev = InventedNames.Make(50, 2), Test = InventedNames.Make(50, 3);
    private static readonly double[] Candidates = [10, 1, 0.001, 0.1, 0.01];

    public override IEnumerable<Check> Checks =>
    [
        new("the best on dev, which is neither the best on train nor the best on test", learner =>
        {
            // The least loss is at 0.01 on train, at 0.1 on dev, at 1 on test.
            double Loss(string[] counted, string[] measured, double smoothing) =>
                Math.Abs(Math.Log10(smoothing) - (measured == Train ? -2 : measured == Dev ? -1 : 0)) + (counted == Train ? 1 : 100);
            Expect.Close("smoothing and loss", [0.1, 2], Choose(learner)(Train, Dev, Test, Candidates, Loss));
        }),
        new("the test names are looked at once, at the end, and never counted", learner =>
        {
            var log = new List<string>();
            Choose(learner)(Train, Dev, Test, Candidates, (counted, measured, smoothing) =>
            {
                Expect.True(counted == Train, "Something else than train was counted.");
                log.Add(measured == Test ? "test" : "other");
                return smoothing;
            });
            Expect.Equal("the number of looks at test", 1, log.Count(name => name == "test"));
            Expect.True(log[^1] == "test", "It was measured again after the look at test: whatever is done then is chosen by test.");
        }),
        new("trigrams of invented names", learner =>
        {
            double[] devLosses = [.. Candidates.Select(smoothing => TrigramLoss(Train, Dev, smoothing))];
            double best = Candidates[Array.IndexOf(devLosses, devLosses.Min())];
            Expect.Close("smoothing and loss", [best, TrigramLoss(Train, Test, best)], Choose(learner)(Train, Dev, Test, Candidates, TrigramLoss));
        }),
    ];

    private static double TrigramLoss(string[] counted, string[] measured, double smoothing)
    {
        var triples = counted.SelectMany(Triples).CountBy(triple => triple).ToDictionary();
        var pairs = counted.SelectMany(Triples).CountBy(triple => triple[..2]).ToDictionary();
        return measured.SelectMany(Triples).Average(triple =>
            -Math.Log((triples.GetValueOrDefault(triple) + smoothing) / (pairs.GetValueOrDefault(triple[..2]) + (27 * smoothing))));
    }

    private static IEnumerable<string> Triples(string name) => Enumerable.Range(0, name.Length + 1).Select(i => $"..{name}.".Substring(i, 3));

    private static Func<string[], string[], string[], double[], Func<string[], string[], double, double>, double[]> Choose(Learner learner) =>
        learner.Function<Func<string[], string[], string[], double[], Func<string[], string[], double, double>, double[]>>("Choose");
}
