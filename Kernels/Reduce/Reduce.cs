namespace Kernels;

public partial interface IKernels
{
    /// <summary>y(o, i) = Σₙ x(o, n, i).</summary>
    /// <param name="x">(outer, n, inner), floats or bf16.</param>
    /// <param name="y">(outer, inner), floats.</param>
    /// <param name="outer">Sizes before the reduced axes, multiplied.</param>
    /// <param name="n">Sizes of the reduced axes, multiplied.</param>
    /// <param name="inner">Sizes after the reduced axes, multiplied.</param>
    /// <param name="scale">The sum is multiplied by this: 1, or 1/n for a mean.</param>
    void SumForward(Buffer x, Buffer y, int outer, int n, int inner, double scale);

    /// <summary>dx(o, n, i) = scale·dy(o, i): every summand gets the gradient of its sum.</summary>
    void SumBackward(Buffer dy, Buffer dx, int outer, int n, int inner, double scale);

    /// <summary>y(o, i) = maxₙ x(o, n, i), and where it first stands.</summary>
    /// <param name="x">(outer, n, inner).</param>
    /// <param name="y">(outer, inner).</param>
    /// <param name="argmax">(outer, inner) of I32: the n of the first maximum.</param>
    /// <param name="outer">As for the sum.</param>
    /// <param name="n">As for the sum.</param>
    /// <param name="inner">As for the sum.</param>
    void MaxForward(Buffer x, Buffer y, Buffer argmax, int outer, int n, int inner);

    /// <summary>dx(o, n, i) = dy(o, i) where n = argmax(o, i), else 0.</summary>
    void MaxBackward(Buffer dy, Buffer argmax, Buffer dx, int outer, int n, int inner);

    /// <summary>y(o, i) = Σₙ (x(o, n, i) - mean(o, i))² / (n - correction).</summary>
    /// <param name="x">(outer, n, inner).</param>
    /// <param name="y">(outer, inner).</param>
    /// <param name="mean">(outer, inner), saved for the backward pass.</param>
    /// <param name="outer">As for the sum.</param>
    /// <param name="n">As for the sum.</param>
    /// <param name="inner">As for the sum.</param>
    /// <param name="correction">1: unbiased (Bessel), PyTorch's default; 0: biased.</param>
    void VarianceForward(Buffer x, Buffer y, Buffer mean, int outer, int n, int inner, int correction);

    /// <summary>dx(o, n, i) = 2 (x - mean) / (n - correction) · dy(o, i).</summary>
    void VarianceBackward(Buffer x, Buffer mean, Buffer dy, Buffer dx, int outer, int n, int inner, int correction);
}
