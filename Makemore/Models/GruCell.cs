namespace Makemore;

/// <summary>
/// The gated recurrent unit (Cho et al. 2014). Gates between 0 and 1 say what of the old state to forget and how much of it to
/// replace, so that a state can pass many steps unchanged, and its gradient too:
/// r = σ(Wr·[x, h]), z = σ(Wz·[x, h]), h̄ = tanh(W·[x, r·h]), h' = (1 - z)·h + z·h̄.
/// </summary>
public sealed class GruCell : RecurrentCell
{
    private readonly Linear xhToZ;
    private readonly Linear xhToR;
    private readonly Linear xhToHbar;

    /// <summary>A cell with fresh weights.</summary>
    /// <param name="c">Numbers for a letter.</param>
    /// <param name="h">Numbers in a state.</param>
    /// <param name="generator">Where the weights come from; null: the common generator.</param>
    /// <param name="device">Where they live; null: the default device.</param>
    public GruCell(int c, int h, TorchGenerator? generator = null, Device? device = null)
    {
        xhToZ = Child("xh_to_z", new Linear(c + h, h, true, generator, device));
        xhToR = Child("xh_to_r", new Linear(c + h, h, true, generator, device));
        xhToHbar = Child("xh_to_hbar", new Linear(c + h, h, true, generator, device));
        StateSize = h;
    }

    /// <inheritdoc/>
    public override int StateSize { get; }

    /// <inheritdoc/>
    public override Tensor Step(Tensor x, Tensor state)
    {
        var xh = Tensor.Concatenate([x, state], 1); // (B, C + H)
        var r = xhToR.Forward(xh).Sigmoid(); // what to remember
        var hbar = xhToHbar.Forward(Tensor.Concatenate([x, r * state], 1)).Tanh(); // what could be new
        var z = xhToZ.Forward(xh).Sigmoid(); // how much of it to take
        return state + (z * (hbar - state)); // (1 - z)·h + z·hbar
    }
}
