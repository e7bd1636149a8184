namespace Makemore;

/// <summary>
/// A recurrent network: one cell reads the word letter by letter and keeps a state of what it has read. The tape unrolls it
/// over the T letters, and gradients flow back through all of them. The state before the first letter is learned too.
/// </summary>
public sealed class RecurrentModel : WordModel
{
    private readonly Embedding wte;
    private readonly RecurrentCell cell;
    private readonly Tensor start; // (1, S)
    private readonly Linear lmHead;

    /// <summary>A model around a cell.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="createCell">Makes the cell: its weights are drawn after the embedding's.</param>
    /// <param name="generator">Where the weights come from; null: the common generator.</param>
    /// <param name="device">Where they live; null: the default device.</param>
    public RecurrentModel(ModelConfig config, Func<RecurrentCell> createCell, TorchGenerator? generator = null, Device? device = null)
        : base(config)
    {
        wte = Child("wte", new Embedding(VocabSize, config.NEmbd, generator, device));
        cell = Child("cell", createCell());
        start = Parameter("start", Tensor.Zeros([1, cell.StateSize], device));
        lmHead = Child("lm_head", new Linear(config.NEmbd2, VocabSize, true, generator, device));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        int b = x.Shape[0], t = Length(x);
        var letters = wte.Forward(x); // (B, T, C)
        var state = start.Expand(b, cell.StateSize);
        var hidden = new Tensor[t];
        for (int i = 0; i < t; i++)
        {
            state = cell.Step(letters[.., i], state); // (B, C) and (B, S) to (B, S)
            hidden[i] = cell.Hidden(state); // (B, H)
        }

        return lmHead.Forward(Tensor.Stack(hidden, 1)); // (B, T, H) to (B, T, V)
    }
}
