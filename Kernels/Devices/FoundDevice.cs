namespace Kernels;

/// <summary>A device that this machine has, as the command <c>devices</c> shows it, usable or not.</summary>
/// <param name="Name">As <see cref="Device.Parse"/> reads it.</param>
/// <param name="Number">Its number among those of its kind.</param>
/// <param name="Model">The maker's name for it.</param>
/// <param name="IsGpu">Whether <c>auto</c> may choose it; false for processors that offer OpenCL.</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="ComputeUnits">Its multiprocessors or cores.</param>
/// <param name="Limits">Threads of a group, shared memory, version of the interface.</param>
/// <param name="Problem">Why it cannot be used, and what to do about it; null: it can.</param>
public sealed record FoundDevice(
    string Name, int Number, string Model, bool IsGpu, long MemoryBytes, int ComputeUnits, string Limits, string? Problem = null)
{
    /// <summary>Whether the kernels can run on it.</summary>
    public bool IsUsable => Problem is null;

    /// <inheritdoc/>
    public override string ToString()
    {
        string hardware = ComputeUnits == 0 ? "" : FormattableString.Invariant($", {MemoryBytes / (double)(1 << 30):0.0} GiB, {ComputeUnits} compute units, {Limits}");
        return $"{Model}{hardware}{(IsUsable ? "" : $"; cannot be used: {Problem}")}";
    }
}
