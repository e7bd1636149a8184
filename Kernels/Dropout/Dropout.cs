namespace Kernels;

public partial interface IKernels
{
    /// <summary>
    /// y = x / (1 - p) where element i is kept, else 0 (Srivastava et al. 2014, inverted). Nothing is stored: the same
    /// call on dy is the backward pass.
    /// </summary>
    /// <param name="x">Any number of elements.</param>
    /// <param name="y">As many, of x's type: floats or bf16.</param>
    /// <param name="p">Share that is dropped, in [0, 1).</param>
    /// <param name="seed">Which elements are dropped: element i asks <see cref="CounterRandom"/>.</param>
    void Dropout(Buffer x, Buffer y, float p, uint seed);
}
