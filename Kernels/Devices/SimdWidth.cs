using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kernels;

/// <summary>How many floats one instruction works on.</summary>
public enum SimdWidth
{
    /// <summary>One.</summary>
    Scalar = 1,

    /// <summary>Eight: AVX2, or two Arm NEON registers.</summary>
    Vector256 = 8,

    /// <summary>Sixteen: AVX-512.</summary>
    Vector512 = 16,
}

/// <summary>What this machine's SIMD unit can do.</summary>
public static class Simd
{
    /// <summary>
    /// The widest that the hardware has. <c>Vector512.IsHardwareAccelerated</c> says no on some processors that have
    /// AVX-512 (the runtime fears their lower clock); dense arithmetic still gains from it, so the instruction set is asked.
    /// </summary>
    public static SimdWidth Widest { get; } =
        Avx512F.IsSupported && Avx512DQ.IsSupported ? SimdWidth.Vector512
        : Vector256.IsHardwareAccelerated || Vector128.IsHardwareAccelerated ? SimdWidth.Vector256
        : SimdWidth.Scalar;
}
