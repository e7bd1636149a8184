namespace Micrograd;

/// <summary>Where dropout masks come from: a seed and a count of the masks drawn, which is all that a checkpoint must keep.</summary>
/// <param name="seed">Chooses the sequence.</param>
public sealed class DropoutSeeds(uint seed)
{
    /// <summary>Chooses the sequence; a model that is trained further gets its new run's.</summary>
    public uint Seed { get; set; } = seed;

    /// <summary>Masks drawn so far.</summary>
    public uint Drawn { get; set; }

    /// <summary>The seed of the next mask.</summary>
    public uint Next() => CounterRandom.Bits(Seed, Drawn++);
}

/// <summary>Zeroes a share of the elements while training; does nothing in evaluation.</summary>
/// <param name="p">The share, in [0, 1).</param>
/// <param name="seeds">Where the masks come from.</param>
public sealed class Dropout(float p, DropoutSeeds seeds) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Training && p > 0 ? F.Dropout(x, p, seeds.Next()) : x;
}
