namespace Lectures;

internal sealed class BetterExercise() : Exercise(6, 4, ExerciseKind.Forward)
{
    private const int BlockSize = 8, Steps = 200, MostParameters = 100_000;
    private const double Less = 0.05, Rate = 0.1;

    public override IEnumerable<Check> Checks =>
    [
        new("it loses less than the lecture's network", learner => Compare(learner, seed: 1)),
        new("and not by luck: with other names and other weights too", learner => Compare(learner, seed: 3)),
    ];

    private static void Compare(Learner learner, ulong seed)
    {
        var network = learner.Function<Func<TorchGenerator, Module>>("Network");
        long parameters = network(new TorchGenerator(seed)).ParameterCount;
        Expect.True(parameters <= MostParameters, $"It has {parameters:N0} parameters; at most {MostParameters:N0} are allowed.");
        double lectures = DevLoss(OfTheLecture, seed), yours = DevLoss(network, seed);
        Expect.True(yours < lectures - Less, FormattableString.Invariant($"Its dev loss is {yours:F3}, the lecture's {lectures:F3}; {lectures - Less:F3} is to be beaten."));
    }

    private static double DevLoss(Func<TorchGenerator, Module> create, ulong seed)
    {
        var train = new Examples(InventedNames.Make(800, seed), InventedNames.Letters, BlockSize);
        var dev = new Examples(InventedNames.Make(200, seed + 1), InventedNames.Letters, BlockSize);
        var g = new TorchGenerator(seed);
        var model = create(g);
        var batches = new Minibatches(train, LectureTraining.BatchSize, g);
        LectureTraining.Train(model, batches, Steps, step => step < 2 * Steps / 3 ? Rate : Rate / 10, TextWriter.Null);
        model.Training = false;
        return SplitLosses.Of(model.Forward, dev);
    }

    /// <summary>The network of the lecture's step 6, with 22,397 parameters.</summary>
    private static Module OfTheLecture(TorchGenerator g) => new Sequential(
        new Embedding(27, 10, g),
        new FlattenConsecutive(2), LectureLayers.Linear(20, 68, g), LectureLayers.BatchNorm(68), new Micrograd.Tanh(),
        new FlattenConsecutive(2), LectureLayers.Linear(136, 68, g), LectureLayers.BatchNorm(68), new Micrograd.Tanh(),
        new FlattenConsecutive(2), LectureLayers.Linear(136, 68, g), LectureLayers.BatchNorm(68), new Micrograd.Tanh(),
        LectureLayers.Linear(68, 27, g, bias: true, factor: 0.1));
}
