namespace Kernels;

public partial interface IKernels
{
    /// <summary>
    /// y = x rounded to the nearest bf16, of two equally near ones the even one: 8 bits of exponent and 7 of fraction (Kalamkar et al.
    /// 2019).
    /// </summary>
    /// <param name="x">Any number of elements, of <see cref="Device.FloatType"/>.</param>
    /// <param name="y">As many, of <see cref="Device.BFloat16Type"/>; may be x itself where that is the same type.</param>
    void RoundToBFloat16(Buffer x, Buffer y);

    /// <summary>y = x: the same numbers, in memory for floats.</summary>
    /// <param name="x">Any number of elements, of <see cref="Device.BFloat16Type"/>.</param>
    /// <param name="y">As many, of <see cref="Device.FloatType"/>.</param>
    void WidenBFloat16(Buffer x, Buffer y);
}
