namespace Micrograd;

/// <summary>What an operation holds at the moment of most memory.</summary>
/// <param name="Operation">Its name.</param>
/// <param name="Pass">In which part of the step it took the memory; empty for what was there before.</param>
/// <param name="Buffers">How many pieces; 0 for what was there before, which nobody counted.</param>
/// <param name="Bytes">Their size.</param>
public sealed record MemoryPart(string Operation, string Pass, int Buffers, long Bytes);

/// <summary>The moment of a step at which tensors hold the most memory.</summary>
/// <param name="Seconds">When, from the step's start.</param>
/// <param name="Bytes">How much.</param>
/// <param name="Parts">Who holds it, the most first.</param>
public sealed record PeakMemory(double Seconds, long Bytes, IReadOnlyList<MemoryPart> Parts)
{
    /// <summary>Finds it in what was measured.</summary>
    public static PeakMemory Of(KernelMeter step)
    {
        var (seconds, bytes) = step.Timeline.MaxBy(point => point.Bytes);
        var live = step.Buffers.Where(buffer => buffer.Born > 0 && buffer.Born <= seconds && buffer.Died > seconds).ToList();
        var parts = live.GroupBy(KeyOf).Select(group => new MemoryPart(group.Key.Operation, group.Key.Pass, group.Count(), group.Sum(buffer => buffer.Bytes)));
        var before = new MemoryPart(LiveBuffer.Before, "", 0, bytes - live.Sum(buffer => buffer.Bytes));
        return new PeakMemory(seconds, bytes, [.. parts.Append(before).OrderByDescending(part => part.Bytes)]);
    }

    /// <summary>The operation and the pass that a buffer is counted under.</summary>
    public static (string Operation, string Pass) KeyOf(LiveBuffer buffer) => (buffer.Operation, buffer.Pass.ToString().ToLowerInvariant());
}
