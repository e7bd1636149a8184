namespace Kernels;

/// <summary>What a job does with an operand.</summary>
public enum OperandRole
{
    /// <summary>Reads it: standard normal numbers in a check.</summary>
    In,

    /// <summary>Reads it: numbers between 0.5 and 2.5 in a check, for what must be positive.</summary>
    PositiveIn,

    /// <summary>Reads it as the result of the forward pass, which a check computes in double first.</summary>
    FromForward,

    /// <summary>Overwrites it.</summary>
    Out,

    /// <summary>Adds to it.</summary>
    InOut,

    /// <summary>Adds to it; numbers as for <see cref="PositiveIn"/>.</summary>
    PositiveInOut,
}

/// <summary>An operand of a job.</summary>
/// <param name="Name">As the contract calls it.</param>
/// <param name="Role">What the job does with it.</param>
/// <param name="Length">Number of elements.</param>
public readonly record struct LadderOperand(string Name, OperandRole Role, int Length)
{
    private static readonly Lazy<float[]> Noise = new(() =>
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 1 << 20).Select(_ => (2 * random.NextSingle()) - 1)];
    });

    /// <summary>For indices (I32): they lie between 0 and this - 1. 0 for real numbers.</summary>
    public int Below { get; init; }

    /// <summary>Whether it lies in memory as bf16, where the device has that.</summary>
    public bool IsBFloat16 { get; init; }

    /// <summary>The type of its elements on a device.</summary>
    public DType TypeOn(Device device) => Below > 0 ? DType.I32 : IsBFloat16 && device is GpuDevice ? DType.BF16 : device.FloatType;

    /// <summary>Whether the job writes it.</summary>
    public bool IsResult => Role is OperandRole.Out or OperandRole.InOut or OperandRole.PositiveInOut;

    /// <summary>
    /// Memory for it on a device, for timing: random numbers between -1 and 1, or the index 0. Not one number everywhere: then few bits change from one
    /// operation to the next, a GPU needs less power, and runs faster than it ever will.
    /// </summary>
    public Buffer AllocateNoise(Device device)
    {
        var buffer = new Buffer(device.Allocate(TypeOn(device), Length), 0, Length);
        if (Below > 0)
        {
            device.Kernels.Fill(buffer, 0);
            return buffer;
        }

        for (int at = 0; at < Length; at += Noise.Value.Length)
        {
            int length = Math.Min(Noise.Value.Length, Length - at);
            device.Write(new Buffer(buffer.Storage, at, length), Noise.Value.AsSpan(0, length));
        }

        return buffer;
    }
}
