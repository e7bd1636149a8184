namespace Kernels;

/// <summary>A piece of the device's memory that was taken, given back, or both while the device was metered.</summary>
/// <param name="Bytes">Its size, as the pool rounds it.</param>
/// <param name="Born">Seconds from the meter's start until it was taken; 0 for one that was there before.</param>
public sealed record LiveBuffer(long Bytes, double Born)
{
    /// <summary>What the buffers are said to be of that were there before.</summary>
    public const string Before = "weights, moments, batch";

    /// <summary>Seconds until it was given back; infinity: it is still there.</summary>
    public double Died { get; internal set; } = double.PositiveInfinity;

    /// <summary>The operation that took it.</summary>
    public string Operation { get; internal set; } = Before;

    /// <summary>The part of the step in which it was taken.</summary>
    public Pass Pass { get; internal set; } = Pass.Update;
}
