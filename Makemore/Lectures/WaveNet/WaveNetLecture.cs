namespace Makemore;

/// <summary>
/// Lecture 6: a network that joins letters pairwise, then pairs, then pairs of pairs, as WaveNet does (van den Oord et al. 2016), with
/// eight letters of context. 76,579 parameters.
/// </summary>
internal sealed class WaveNetLecture : ILecture
{
    /// <summary>Letters of context.</summary>
    public const int BlockSize = 8;

    private const ulong Seed = 42;
    private const int Letters = 27;
    private const int EmbeddingSize = 24;
    private const int Hidden = 128;
    private const int Steps = 200_000;
    private const int NameCount = 20;

    /// <inheritdoc/>
    public string Name => "wavenet";

    /// <inheritdoc/>
    public string Summary => "lecture 6, a deeper network that joins neighbouring letters step by step.";

    /// <inheritdoc/>
    public void Run(LectureRun run)
    {
        var names = NameSplits.Of(NameSplits.ReadNames(run.Output.WriteLine), BlockSize);
        var result = Train(names, run);
        run.Output.WriteLine(string.Join('\n', result.Names));
        run.SavePage(Name, [DiagnosticPlots.Losses("WaveNet", ("batches", result.Batches))]);
    }

    /// <summary>The layers, drawn in the lecture's order.</summary>
    public static Sequential Create(TorchGenerator g) => new(
        new Embedding(Letters, EmbeddingSize, g), // (B, 8, 24)
        new FlattenConsecutive(2), LectureLayers.Linear(2 * EmbeddingSize, Hidden, g), LectureLayers.BatchNorm(Hidden), new Tanh(), // (B, 4, 128)
        new FlattenConsecutive(2), LectureLayers.Linear(2 * Hidden, Hidden, g), LectureLayers.BatchNorm(Hidden), new Tanh(), // (B, 2, 128)
        new FlattenConsecutive(2), LectureLayers.Linear(2 * Hidden, Hidden, g), LectureLayers.BatchNorm(Hidden), new Tanh(), // (B, 128)
        LectureLayers.Linear(Hidden, Letters, g, bias: true, factor: 0.1)); // (B, 27)

    /// <summary>Trains, evaluates and lets it write, all from one generator.</summary>
    public static WaveNetResult Train(NameSplits names, LectureRun run)
    {
        var g = new TorchGenerator(Seed);
        var model = Create(g);
        run.Output.WriteLine($"{model.ParameterCount} parameters");
        var batches = new Minibatches(names.Train, LectureTraining.BatchSize, g);
        double[] losses = LectureTraining.Train(model, batches, run.Steps(Steps), LectureTraining.DropAfter(3 * Steps / 4), run);
        var splits = SplitLosses.Of(model, names);
        run.Output.WriteLine(splits.ToString());
        return new WaveNetResult(model, losses, splits, NameWriter.Write(model, names.Letters, BlockSize, NameCount, g));
    }
}

/// <summary>What lecture 6 ends with.</summary>
/// <param name="Model">The trained network.</param>
/// <param name="Batches">The loss of every batch.</param>
/// <param name="Splits">The loss on the splits afterwards.</param>
/// <param name="Names">What it writes.</param>
internal sealed record WaveNetResult(Module Model, double[] Batches, SplitLosses Splits, string[] Names);
