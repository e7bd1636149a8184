namespace Kernels;

/// <summary>The type of a buffer's elements.</summary>
public enum DType
{
    /// <summary>32-bit IEEE floating point: the CPU's and the GPUs' working type.</summary>
    F32,

    /// <summary>64-bit IEEE floating point: the oracle's working type.</summary>
    F64,

    /// <summary>32-bit integers: token ids, class labels, row numbers.</summary>
    I32,

    /// <summary>
    /// The upper half of an F32: its range, 8 bits of precision. Half the memory to move, and what tensor cores multiply; sums stay in F32. GPUs alone
    /// have it in memory; see <see cref="Device.BFloat16Type"/>.
    /// </summary>
    BF16,
}

/// <summary>Facts about element types.</summary>
public static class DTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this DType type) => type switch { DType.F64 => 8, DType.BF16 => 2, _ => 4 };
}
