namespace Makemore;

/// <summary>
/// Bengio et al. 2003 (lecture 3): the letters of the window become vectors, side by side they go through a hidden layer of
/// tanh, and a linear layer gives the logits.
/// </summary>
public sealed class MlpModel : WindowModel
{
    private readonly Embedding wte;
    private readonly Sequential mlp;

    /// <summary>A model with fresh weights.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="generator">Where the weights come from; null: the common generator.</param>
    /// <param name="device">Where they live; null: the default device.</param>
    public MlpModel(ModelConfig config, TorchGenerator? generator = null, Device? device = null)
        : base(config, config.BlockSize)
    {
        var (v, t, c, h) = (VocabSize, BlockSize, config.NEmbd, config.NEmbd2);
        wte = Child("wte", new Embedding(v + 1, c, generator, device)); // one row more, for BLANK
        mlp = Child("mlp", new Sequential(new Linear(t * c, h, true, generator, device), new Tanh(), new Linear(h, v, true, generator, device)));
    }

    /// <inheritdoc/>
    protected override Tensor Logits(Tensor windows) =>
        mlp.Forward(wte.Forward(windows).Reshape(windows.Shape[0], -1)); // (N, T, C) to (N, T·C) to (N, V)
}
