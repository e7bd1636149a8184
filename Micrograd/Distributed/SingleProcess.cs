namespace Micrograd;

/// <summary>A group of one: its sums are its own numbers.</summary>
internal sealed class SingleProcess : ProcessGroup
{
    /// <inheritdoc/>
    public override int Rank => 0;

    /// <inheritdoc/>
    public override int Size => 1;

    /// <inheritdoc/>
    public override string Description => "one process";

    /// <inheritdoc/>
    public override Collective AllReduce(Buffer values) => Collective.Done;

    /// <inheritdoc/>
    public override Collective ReduceScatter(Buffer values) => Collective.Done;

    /// <inheritdoc/>
    public override Collective AllGather(Buffer values) => Collective.Done;

    /// <inheritdoc/>
    public override Collective Broadcast(Buffer values) => Collective.Done;

    /// <inheritdoc/>
    public override void AllGather(ReadOnlySpan<byte> mine, Span<byte> all) => mine.CopyTo(all);

    /// <inheritdoc/>
    public override void Barrier()
    {
    }

    /// <inheritdoc/>
    public override void Abort(int exitCode) => Environment.Exit(exitCode);
}
