namespace NanoGpt;

/// <summary>
/// Trains minGPT's smallest model on a task until it answers every question right. Model, weights at the start and hyper-parameters are
/// minGPT's: gpt-nano, AdamW at 5e-4 with weight decay in the linear layers only, batches of 64 drawn with replacement, dropout 0.1.
/// </summary>
public sealed class DemoTraining
{
    /// <summary>Steps from one examination to the next.</summary>
    public const int ExamInterval = 500;

    private const int BatchSize = 64;
    private const double ClipNorm = 1;
    private const double WeightDecay = 0.1;

    private readonly DemoTask task;
    private readonly TorchGenerator generator;
    private readonly AdamW optimizer;
    private readonly Tensor tokens; // (B, T)
    private readonly Tensor targets; // (B, T)
    private readonly int[] tokenIds;
    private readonly int[] targetIds;

    /// <summary>A model with fresh weights.</summary>
    /// <param name="task">What to learn.</param>
    /// <param name="seed">Seed of weights and batches; the original's is 3407.</param>
    /// <param name="device">Where to compute.</param>
    public DemoTraining(DemoTask task, int seed, Device device)
    {
        this.task = task;
        generator = new TorchGenerator((ulong)seed);
        Model = new Gpt(Nano(task), generator, device, (uint)seed);
        optimizer = new AdamW(DecayGroups(Model), 5e-4, 0.9, 0.95);
        tokenIds = new int[BatchSize * task.BlockSize];
        targetIds = new int[BatchSize * task.BlockSize];
        tokens = Tensor.From(tokenIds, [BatchSize, task.BlockSize], device);
        targets = Tensor.From(targetIds, [BatchSize, task.BlockSize], device);
    }

    /// <summary>What learns.</summary>
    public Gpt Model { get; }

    /// <summary>Steps made.</summary>
    public int Step { get; private set; }

    /// <summary>Trains to the next examination.</summary>
    /// <param name="maxIters">Steps in all that must not be exceeded.</param>
    /// <param name="stop">Ends training after the step in hand.</param>
    /// <returns>The loss of the last step's batch.</returns>
    public double Run(int maxIters, CancellationToken stop = default)
    {
        double loss = double.NaN;
        do
        {
            bool isLast = ++Step % ExamInterval == 0 || Step >= maxIters || stop.IsCancellationRequested;
            using var scope = Tensor.Scope();
            LoadBatch();
            var batchLoss = Model.Loss(tokens, targets);
            loss = isLast ? batchLoss.Item() : loss; // a GPU need not be waited for in between
            optimizer.ZeroGrad();
            batchLoss.Backward();
            GradientClipping.ClipNorm(optimizer.Parameters, ClipNorm);
            optimizer.Step();
            if (isLast)
            {
                return loss;
            }
        }
        while (true);
    }

    /// <summary>gpt-nano.</summary>
    private static GptConfig Nano(DemoTask task) => new()
    {
        NLayer = 3,
        NHead = 3,
        NEmbd = 48,
        VocabSize = task.VocabSize,
        BlockSize = task.BlockSize,
        Dropout = 0.1f,
        Activation = Activation.GeluTanh,
        TieWeights = false,
    };

    /// <summary>minGPT lets only the matrices of linear layers decay; nanoGPT the embeddings too.</summary>
    private static ParameterGroup[] DecayGroups(Gpt model)
    {
        var decays = model.NamedParameters.ToLookup(
            parameter => parameter.Tensor.Rank == 2 && !parameter.Name.EndsWith("wte.weight", StringComparison.Ordinal) && !parameter.Name.EndsWith("wpe.weight", StringComparison.Ordinal),
            parameter => parameter.Tensor);
        return [new ParameterGroup([.. decays[true]], WeightDecay), new ParameterGroup([.. decays[false]], 0)];
    }

    private void LoadBatch()
    {
        int t = task.BlockSize;
        for (int b = 0; b < BatchSize; b++)
        {
            int[] question = task.DrawQuestion(generator);
            int[] text = [.. question, .. task.Solve(question)];
            text.AsSpan(0, t).CopyTo(tokenIds.AsSpan(b * t));
            var expected = targetIds.AsSpan(b * t, t);
            text.AsSpan(1).CopyTo(expected);
            expected[..(question.Length - 1)].Fill(LanguageModel.IgnoredTarget); // nobody can predict what will be asked
        }

        tokens.Assign(tokenIds);
        targets.Assign(targetIds);
    }
}
