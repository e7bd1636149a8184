namespace Makemore;

/// <summary>The layers that lecture 4 writes, made of the library's, whose kernels are faster. They start differently from PyTorch's of the same name.</summary>
public static class LectureLayers
{
    /// <summary>Weights from N(0, 1)/√inputs, a bias of zeros.</summary>
    /// <param name="inputs">Size of x's last axis.</param>
    /// <param name="outputs">Size of y's last axis.</param>
    /// <param name="g">Draws them as (inputs, outputs), the lecture's order; <see cref="Micrograd.Linear"/> keeps the transpose.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="factor">Makes the weights smaller: the last layer should not be confident at the start.</param>
    public static Linear Linear(int inputs, int outputs, TorchGenerator g, bool bias = false, double factor = 1)
    {
        var weight = Tensor.Randn([inputs, outputs], g) / Math.Sqrt(inputs) * factor;
        return new Linear(weight.T.Contiguous(), bias ? Tensor.Zeros([outputs]) : null);
    }

    /// <summary>Batch norm that normalises by the unbiased variance.</summary>
    /// <param name="size">Size of the last axis.</param>
    public static BatchNorm1d BatchNorm(int size) => new(size, eps: 1e-5, momentum: 0.1, correction: 1);
}
