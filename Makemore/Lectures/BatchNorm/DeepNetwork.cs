namespace Makemore;

/// <summary>
/// The second half of lecture 4: the network cut into layers, six linear ones deep, each but the embedding followed by batch norm.
/// 47,024 parameters. It trains for 1,001 steps, to look at what happens inside.
/// </summary>
internal sealed class DeepNetwork : Module
{
    private const int Letters = 27;
    private const int EmbeddingSize = 10;
    private const int Hidden = 100;
    private const int Steps = 1001;
    private const int LearningRateDrop = 150_000;

    private readonly Embedding c;
    private readonly FlattenConsecutive flatten = new(LossLog.BlockSize);

    /// <summary>Draws the weights in the lecture's order.</summary>
    public DeepNetwork(TorchGenerator g)
    {
        c = Child("C", new Embedding(Letters, EmbeddingSize, g));
        Layers = Child("probe", new LayerProbe(new Sequential(
            LectureLayers.Linear(LossLog.BlockSize * EmbeddingSize, Hidden, g), LectureLayers.BatchNorm(Hidden), new Tanh(),
            LectureLayers.Linear(Hidden, Hidden, g), LectureLayers.BatchNorm(Hidden), new Tanh(),
            LectureLayers.Linear(Hidden, Hidden, g), LectureLayers.BatchNorm(Hidden), new Tanh(),
            LectureLayers.Linear(Hidden, Hidden, g), LectureLayers.BatchNorm(Hidden), new Tanh(),
            LectureLayers.Linear(Hidden, Hidden, g), LectureLayers.BatchNorm(Hidden), new Tanh(),
            LectureLayers.Linear(Hidden, Letters, g), LectureLayers.BatchNorm(Letters, gain: 0.1)))); // less confident at the start
        Updates = new UpdateRatios(NamedParameters);
    }

    /// <summary>All but the embedding; it can be watched.</summary>
    public LayerProbe Layers { get; }

    /// <summary>How large the steps of each weight matrix were.</summary>
    public UpdateRatios Updates { get; }

    /// <summary>(B, T) of I32 to (B, letters).</summary>
    public override Tensor Forward(Tensor x) => Layers.Forward(flatten.Forward(c.Forward(x)));

    /// <summary>Trains, and looks inside at the last step.</summary>
    public DeepResult Train(NameSplits names, TorchGenerator g, LectureRun run)
    {
        int steps = run.Steps(Steps);
        run.Output.WriteLine($"deep network: {ParameterCount} parameters");
        var batches = new Minibatches(names.Train, LectureTraining.BatchSize, g);
        var learningRate = LectureTraining.DropAfter(LearningRateDrop);
        DeepInside? inside = null;
        Layers.IsWatching = true;
        double[] losses = LectureTraining.Train(this, batches, steps, learningRate, run, step =>
        {
            Updates.Record(learningRate(step));
            if (step == steps - 1)
            {
                inside = new DeepInside(Layers.Activations<Tanh>(), Layers.Gradients<Tanh>(), WeightGradient.Of(NamedParameters));
            }
        });
        Layers.IsWatching = false;
        var splits = SplitLosses.Of(this, names);
        run.Output.WriteLine($"deep network: {splits}");
        return new DeepResult(losses, splits, inside!);
    }
}

/// <summary>What goes on inside the network in its last step.</summary>
/// <param name="Activations">What the tanh layers say.</param>
/// <param name="Gradients">The gradients of that.</param>
/// <param name="Weights">The gradients of the weights.</param>
internal sealed record DeepInside(IReadOnlyList<Distribution> Activations, IReadOnlyList<Distribution> Gradients, IReadOnlyList<WeightGradient> Weights);

/// <summary>The deep network's training.</summary>
/// <param name="Batches">The loss of every batch.</param>
/// <param name="Splits">The loss on the splits afterwards.</param>
/// <param name="Inside">What went on inside.</param>
internal sealed record DeepResult(double[] Batches, SplitLosses Splits, DeepInside Inside);
