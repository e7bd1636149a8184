using System.Numerics;

namespace Makemore;

/// <summary>
/// Lecture 6's network, after WaveNet (van den Oord et al. 2016): instead of squashing the whole window at once, each layer
/// joins neighbours two by two, until one vector is left. A window of 2^n letters takes n layers.
/// </summary>
public sealed class WaveNetModel : WindowModel
{
    private readonly Embedding wte;
    private readonly Sequential layers;

    /// <summary>A model with fresh weights.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="generator">Where the weights come from; null: the common generator.</param>
    /// <param name="device">Where they live; null: the default device.</param>
    public WaveNetModel(ModelConfig config, TorchGenerator? generator = null, Device? device = null)
        : base(config, Width(config.BlockSize))
    {
        var (v, c, h) = (VocabSize, config.NEmbd, config.NEmbd2);
        wte = Child("wte", new Embedding(v + 1, c, generator, device));
        var chain = new List<Module>();
        for (int width = Width(BlockSize); width > 1; width /= 2)
        {
            // (N, width, C) to (N, width/2, 2·C) to (N, width/2, H)
            chain.AddRange([new FlattenConsecutive(2), new Linear(2 * c, h, false, generator, device), new BatchNorm1d(h, device: device), new Tanh()]);
            c = h;
        }

        var output = new Linear(h, v, true, generator, device);
        output.Weight.Data *= BatchNormModel.OutputScale;
        layers = Child("layers", new Sequential([.. chain, output]));
    }

    /// <inheritdoc/>
    protected override Tensor Logits(Tensor windows) => layers.Forward(wte.Forward(windows)); // (N, 2^n, C) to (N, V)

    /// <summary>The window's tokens: the next power of two.</summary>
    private static int Width(int blockSize) => (int)BitOperations.RoundUpToPowerOf2((uint)blockSize);
}
