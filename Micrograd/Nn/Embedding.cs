namespace Micrograd;

/// <summary>A table of learned rows, looked up by number.</summary>
public sealed class Embedding : Module
{
    /// <summary>Draws a standard normal table.</summary>
    /// <param name="rows">Number of rows: the size of a vocabulary.</param>
    /// <param name="columns">Length of a row.</param>
    /// <param name="generator">Where the numbers come from; null: the common generator.</param>
    /// <param name="device">Where the table lives; null: the default device.</param>
    public Embedding(int rows, int columns, TorchGenerator? generator = null, Device? device = null)
    {
        Weight = Parameter("weight", Tensor.Zeros([rows, columns], device));
        Init.Normal(Weight, 0, 1, generator);
    }

    /// <summary>(rows, columns).</summary>
    public Tensor Weight { get; }

    /// <summary>(...) of I32 to (..., columns).</summary>
    public override Tensor Forward(Tensor x) => F.Embedding(Weight, x);
}
