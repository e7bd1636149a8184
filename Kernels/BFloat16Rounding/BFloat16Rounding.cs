namespace Kernels;

public partial interface IKernels
{
    /// <summary>
    /// y = x rounded to the nearest bf16, of two equally near ones the even one: 8 bits of exponent and 7 of fraction (Kalamkar et al.
    /// 2019). What a matrix product gets as operands in mixed precision.
    /// </summary>
    /// <param name="x">Any number of elements.</param>
    /// <param name="y">As many, of <see cref="Device.BFloat16Type"/>.</param>
    void RoundToBFloat16(Buffer x, Buffer y);
}
