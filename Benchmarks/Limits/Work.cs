namespace Benchmarks;

/// <summary>What bounds a piece of work.</summary>
public enum Bound
{
    /// <summary>The multiply-add units: work counts floating point operations.</summary>
    Compute,

    /// <summary>The memory: work counts bytes.</summary>
    Memory,

    /// <summary>Decisions, not a rate that could be measured: work counts bytes of text.</summary>
    Text,

    /// <summary>The memory, which is only read: work counts bytes.</summary>
    Reading,

    /// <summary>Decisions again: work counts the operations on single numbers that the forward pass makes; the backward pass goes through them once more.</summary>
    Nodes,
}

/// <summary>How much there is to do, at least.</summary>
/// <param name="Amount">Floating point operations, bytes or nodes.</param>
/// <param name="Bound">Which of them.</param>
public readonly record struct Work(double Amount, Bound Bound)
{
    /// <summary>The unit of a speed.</summary>
    public string Unit => Bound switch { Bound.Compute => "GFLOP/s", Bound.Text => "MB/s", Bound.Nodes => "M nodes/s", _ => "GB/s" };

    /// <summary>How many operations or bytes a second the unit is.</summary>
    public double UnitSize => HasLimit ? 1e9 : 1e6;

    /// <summary>Whether a rate of the machine bounds it.</summary>
    public bool HasLimit => Bound is not (Bound.Text or Bound.Nodes);

    /// <summary>What the machine could do now, in operations or bytes a second.</summary>
    /// <param name="threads">Threads that may work.</param>
    public double MeasureLimit(int threads) => !Target.IsProcessor ? Target.Limit(this) : Bound switch
    {
        Bound.Compute => threads * FmaPeak.Measure() * 1e9,
        Bound.Reading => ReadSpeed.Measure((long)Amount, threads),
        _ => CopySpeed.Measure((long)Amount, threads),
    };
}
