namespace Makemore;

/// <summary>
/// The long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000). Beside the hidden
/// state h there is a cell state c, which is only scaled and added to:
/// i, f, o = σ(W·[x, h]), g = tanh(W·[x, h]), c' = f·c + i·g, h' = o·tanh(c').
/// </summary>
public sealed class LstmCell : RecurrentCell
{
    private readonly int h;
    private readonly Linear xhToGates;

    /// <summary>A cell with fresh weights.</summary>
    /// <param name="c">Numbers for a letter.</param>
    /// <param name="h">Numbers in h, and as many in c.</param>
    /// <param name="generator">Where the weights come from; null: the common generator.</param>
    /// <param name="device">Where they live; null: the default device.</param>
    public LstmCell(int c, int h, TorchGenerator? generator = null, Device? device = null)
    {
        this.h = h;
        xhToGates = Child("xh_to_gates", new Linear(c + h, 4 * h, true, generator, device)); // i, f, g, o
        xhToGates.Bias![h..(2 * h)].Data = Tensor.Ones([h], device); // open forget gates: gradients reach far back from the start
    }

    /// <inheritdoc/>
    public override int StateSize => 2 * h;

    /// <inheritdoc/>
    public override Tensor Step(Tensor x, Tensor state)
    {
        var c = state[.., h..]; // (B, H)
        var gates = xhToGates.Forward(Tensor.Concatenate([x, Hidden(state)], 1)).Chunk(4, 1); // each (B, H)
        var (i, f, g, o) = (gates[0].Sigmoid(), gates[1].Sigmoid(), gates[2].Tanh(), gates[3].Sigmoid());
        c = (f * c) + (i * g);
        return Tensor.Concatenate([o * c.Tanh(), c], 1);
    }

    /// <inheritdoc/>
    public override Tensor Hidden(Tensor state) => state[.., ..h];
}
