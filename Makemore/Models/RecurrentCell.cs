namespace Makemore;

/// <summary>One step of a recurrent network: a letter and the state so far make the next state.</summary>
public abstract class RecurrentCell : Module
{
    /// <summary>S: numbers in a state.</summary>
    public abstract int StateSize { get; }

    /// <summary>The next state.</summary>
    /// <param name="x">(B, C): a letter of each word.</param>
    /// <param name="state">(B, S).</param>
    /// <returns>(B, S).</returns>
    public abstract Tensor Step(Tensor x, Tensor state);

    /// <summary>What of a state (B, S) the next layer sees: (B, H).</summary>
    public virtual Tensor Hidden(Tensor state) => state;

    /// <summary>A step for x and state side by side, (B, C + S).</summary>
    public override Tensor Forward(Tensor x)
    {
        int c = x.Shape[1] - StateSize;
        return Step(x[.., ..c], x[.., c..]);
    }
}
