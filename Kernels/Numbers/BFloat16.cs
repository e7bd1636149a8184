namespace Kernels;

/// <summary>
/// Brain floating point: the upper half of a float, with its 8 bits of exponent but only 7 of fraction. Half the memory,
/// the same range, three digits.
/// </summary>
public static class BFloat16
{
    /// <summary>The float that 16 bits stand for; exact.</summary>
    public static float ToSingle(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>The nearest of the floats that are bfloat16 too.</summary>
    public static float Round(float value) => ToSingle(FromSingle(value));

    /// <summary>The nearest of the numbers that 16 bits can hold; half-way, the one whose last bit is 0, as PyTorch and GPUs round.</summary>
    public static ushort FromSingle(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value))
        {
            return (ushort)((bits >> 16) | 0x40); // rounding could carry a NaN into an infinity
        }

        uint lastKept = (bits >> 16) & 1;
        return (ushort)((bits + 0x7FFF + lastKept) >> 16);
    }
}
