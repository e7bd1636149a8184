namespace Makemore;

/// <summary>Lecture 3: a network that sees three letters (Bengio et al. 2003), and how to train one.</summary>
internal sealed class MlpLecture : ILecture
{
    /// <summary>Letters of context.</summary>
    public const int BlockSize = 3;

    /// <summary>The notebook's cell that shuffles the names had been run so often when it was saved; its split sizes show it.</summary>
    public const int Shuffles = 4;

    private const ulong Seed = 2147483647;

    /// <summary>The lecture draws batches from a generator without a seed. This is ours.</summary>
    private const ulong BatchSeed = 1337;

    private const int Letters = 27;
    private const int SmallSteps = 40_000;
    /// <summary>Steps of the large network's training.</summary>
    public const int Steps = 200_000;
    private const int Tries = 1000;

    /// <inheritdoc/>
    public string Name => "mlp";

    /// <inheritdoc/>
    public string Summary => "lecture 3, a network that sees three letters, and how to find a learning rate.";

    /// <inheritdoc/>
    public void Run(LectureRun run)
    {
        var names = NameSplits.Of(NameSplits.ReadNames(run.Output.WriteLine), BlockSize, Shuffles);
        run.Output.WriteLine($"examples: {names.Train.Count} to train, {names.Dev.Count} to develop, {names.Test.Count} to test");

        var tries = FindLearningRate(names);
        run.Output.WriteLine($"losses are lowest around a learning rate of {LearningRateFinder.Best(tries).Rate:G2}");

        var small = CreateSmall();
        run.Output.WriteLine($"2 numbers a letter, 100 hidden neurons: {small.ParameterCount} parameters");
        double[] smallLosses = Train(small, names, SmallSteps, run);

        var large = CreateLarge();
        run.Output.WriteLine($"10 numbers a letter, 200 hidden neurons: {large.ParameterCount} parameters");
        double[] losses = Train(large, names, Steps, run);
        run.Output.WriteLine(SplitLosses.Of(large, names).ToString());
        run.Output.WriteLine(string.Join('\n', BatchNormLecture.WriteNames(large, names.Letters)));
        run.SavePage(Name,
        [
            DiagnosticPlots.LearningRates(tries),
            DiagnosticPlots.Losses("Loss", ("3,481 parameters", smallLosses), ("11,897 parameters", losses)),
            DiagnosticPlots.Embeddings(small.C, [.. names.Letters.Characters.Select(letter => letter.ToString())]),
        ]);
    }

    /// <summary>Two numbers a letter, so that they can be drawn.</summary>
    public static TanhMlp CreateSmall() => new(Letters, BlockSize, 2, 100, new MlpInit(), new TorchGenerator(Seed));

    /// <summary>The lecture's last.</summary>
    public static TanhMlp CreateLarge() => new(Letters, BlockSize, 10, 200, new MlpInit(), new TorchGenerator(Seed));

    /// <summary>A thousand steps of a fresh network, with a learning rate that grows from 0.001 to 1.</summary>
    public static IReadOnlyList<LearningRateTry> FindLearningRate(NameSplits names)
    {
        var model = CreateSmall();
        var batches = Batches(names);
        var sgd = new Sgd(model.Parameters, 0);
        return LearningRateFinder.Run(-3, 0, Tries, rate => LectureTraining.Step(model, batches, sgd, rate));
    }

    /// <summary>Trains a network, with a tenth of the learning rate in the second half.</summary>
    public static double[] Train(TanhMlp model, NameSplits names, int steps, LectureRun run) =>
        LectureTraining.Train(model, Batches(names), run.Steps(steps), LectureTraining.DropAfter(steps / 2), run);

    private static Minibatches Batches(NameSplits names) => new(names.Train, LectureTraining.BatchSize, new TorchGenerator(BatchSeed));
}
