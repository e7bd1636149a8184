namespace Makemore;

/// <summary>The plain cell (Elman 1990): h' = tanh(W·[x, h] + b).</summary>
public sealed class RnnCell : RecurrentCell
{
    private readonly Linear xhToH;

    /// <summary>A cell with fresh weights.</summary>
    /// <param name="c">Numbers for a letter.</param>
    /// <param name="h">Numbers in a state.</param>
    /// <param name="generator">Where the weights come from; null: the common generator.</param>
    /// <param name="device">Where they live; null: the default device.</param>
    public RnnCell(int c, int h, TorchGenerator? generator = null, Device? device = null)
    {
        xhToH = Child("xh_to_h", new Linear(c + h, h, true, generator, device));
        StateSize = h;
    }

    /// <inheritdoc/>
    public override int StateSize { get; }

    /// <inheritdoc/>
    public override Tensor Step(Tensor x, Tensor state) => xhToH.Forward(Tensor.Concatenate([x, state], 1)).Tanh();
}
