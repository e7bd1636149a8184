namespace Makemore;

/// <summary>Draws batches of examples at random, with replacement, always into the same two tensors.</summary>
public sealed class Minibatches
{
    private readonly Examples examples;
    private readonly TorchGenerator generator;
    private readonly int[] rows;
    private readonly int[] x;

    /// <summary>Batches of some examples.</summary>
    /// <param name="examples">Where they come from.</param>
    /// <param name="size">Examples in a batch, B.</param>
    /// <param name="generator">Draws the numbers, as <c>torch.randint(0, N, (B,), generator=g)</c>.</param>
    public Minibatches(Examples examples, int size, TorchGenerator generator)
    {
        (this.examples, this.generator) = (examples, generator);
        (rows, x) = (new int[size], new int[size * examples.BlockSize]);
        X = Tensor.From(x, [size, examples.BlockSize]);
        Y = Tensor.From(rows, [size]);
    }

    /// <summary>The contexts of the batch drawn last: (B, T).</summary>
    public Tensor X { get; }

    /// <summary>Its targets: (B).</summary>
    public Tensor Y { get; }

    /// <summary>Draws the next batch.</summary>
    public void Draw()
    {
        generator.RandInt(0, examples.Count, rows);
        examples.Take(rows, x, rows);
        X.Assign(x);
        Y.Assign(rows);
    }
}
