namespace Makemore;

/// <summary>
/// Lecture 4's network: the MLP with batch normalisation (Ioffe and Szegedy 2015) between the hidden layer and its tanh. The
/// norm has its own shift, so the layer before it needs no bias; a small output layer makes the first loss ln V.
/// </summary>
public sealed class BatchNormModel : WindowModel
{
    /// <summary>The lecture's scale of the output weights: no letter starts out as a favourite.</summary>
    internal const double OutputScale = 0.1;

    private readonly Embedding wte;
    private readonly Sequential mlp;

    /// <summary>A model with fresh weights.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="generator">Where the weights come from; null: the common generator.</param>
    /// <param name="device">Where they live; null: the default device.</param>
    public BatchNormModel(ModelConfig config, TorchGenerator? generator = null, Device? device = null)
        : base(config, config.BlockSize)
    {
        var (v, t, c, h) = (VocabSize, BlockSize, config.NEmbd, config.NEmbd2);
        wte = Child("wte", new Embedding(v + 1, c, generator, device));
        var output = new Linear(h, v, true, generator, device);
        output.Weight.Data *= OutputScale;
        mlp = Child("mlp", new Sequential(new Linear(t * c, h, false, generator, device), new BatchNorm1d(h, device: device), new Tanh(), output));
    }

    /// <inheritdoc/>
    protected override Tensor Logits(Tensor windows) =>
        mlp.Forward(wte.Forward(windows).Reshape(windows.Shape[0], -1)); // (N, T, C) to (N, T·C) to (N, V)
}
