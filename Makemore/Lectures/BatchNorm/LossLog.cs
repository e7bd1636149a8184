namespace Makemore;

/// <summary>One row of lecture 4's loss log: the same network, one mistake less in each.</summary>
/// <param name="Name">What was changed.</param>
/// <param name="Create">Makes the network of a row from a generator.</param>
internal sealed record LossLogRow(string Name, Func<TorchGenerator, Module> Create);

/// <summary>The result of a row.</summary>
/// <param name="Model">The trained network.</param>
/// <param name="Batches">The loss of every batch.</param>
/// <param name="Splits">The loss on the splits afterwards.</param>
internal sealed record LossLogResult(Module Model, double[] Batches, SplitLosses Splits);

/// <summary>Lecture 4's loss log. Every row trains 200,000 steps from the same seed.</summary>
internal static class LossLog
{
    /// <summary>Seed of weights and batches.</summary>
    public const ulong Seed = 2147483647;

    /// <summary>Letters of context.</summary>
    public const int BlockSize = 3;

    private const int Letters = 27;
    private const int Embedding = 10;
    private const int Hidden = 200;
    private const int Steps = 200_000;

    /// <summary>The rows, from first to last.</summary>
    public static IReadOnlyList<LossLogRow> Rows { get; } =
    [
        new("original", g => Mlp(new MlpInit(), g)),
        new("fix softmax confidently wrong", g => Mlp(new MlpInit(W2: 0.01, B2: 0), g)),
        new("fix tanh layer too saturated at init", g => Mlp(new MlpInit(0.2, 0.01, 0.01, 0), g)),
        new("kaiming init instead of hacky numbers", g => Mlp(new MlpInit(5.0 / 3 / Math.Sqrt(BlockSize * Embedding), 0.01, 0.01, 0), g)),
        new("batch norm", g => new BatchNormMlp(Letters, BlockSize, Embedding, Hidden, g)),
    ];

    /// <summary>Trains a row.</summary>
    public static LossLogResult Train(LossLogRow row, NameSplits names, LectureRun run)
    {
        var g = new TorchGenerator(Seed);
        var model = row.Create(g);
        run.Output.WriteLine($"{row.Name}: {model.ParameterCount} parameters");
        var batches = new Minibatches(names.Train, LectureTraining.BatchSize, g);
        double[] losses = LectureTraining.Train(model, batches, run.Steps(Steps), LectureTraining.DropAfter(Steps / 2), run);
        var splits = SplitLosses.Of(model, names);
        run.Output.WriteLine($"{row.Name}: {splits}");
        return new LossLogResult(model, losses, splits);
    }

    private static TanhMlp Mlp(MlpInit init, TorchGenerator g) => new(Letters, BlockSize, Embedding, Hidden, init, g);
}
