namespace Kernels;

public partial interface IKernels
{
    /// <summary>
    /// Over each row: y = x̂·gamma + beta with x̂ = (x - mean)·rstd, rstd = 1 / √(variance + eps), the variance biased
    /// (divided by columns). Ba, Kiros, Hinton 2016, "Layer Normalization".
    /// </summary>
    /// <param name="x">(rows, columns).</param>
    /// <param name="gamma">(columns).</param>
    /// <param name="beta">(columns), or null for none (GPT without biases).</param>
    /// <param name="y">(rows, columns), floats or bf16.</param>
    /// <param name="mean">(rows), saved for the backward pass.</param>
    /// <param name="rstd">(rows), saved for the backward pass.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Length of a row.</param>
    /// <param name="eps">Added to the variance; 1e-5 in GPT-2.</param>
    void LayerNormForward(Buffer x, Buffer gamma, Buffer? beta, Buffer y, Buffer mean, Buffer rstd, int rows, int columns, double eps);

    /// <summary>
    /// sum = x + f and y = its layer normalisation, in one pass: a residual connection and the norm of what comes after it.
    /// </summary>
    /// <param name="x">(rows, columns).</param>
    /// <param name="f">(rows, columns), floats or bf16.</param>
    /// <param name="sum">(rows, columns).</param>
    /// <param name="gamma">(columns).</param>
    /// <param name="beta">(columns), or null.</param>
    /// <param name="y">(rows, columns), floats or bf16.</param>
    /// <param name="mean">(rows).</param>
    /// <param name="rstd">(rows).</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Length of a row.</param>
    /// <param name="eps">Added to the variance.</param>
    void AddLayerNormForward(
        Buffer x, Buffer f, Buffer sum, Buffer gamma, Buffer? beta, Buffer y, Buffer mean, Buffer rstd, int rows, int columns, double eps);

    /// <summary>
    /// With g = dy·gamma: dx = rstd (g - mean(g) - x̂·mean(g·x̂)) over each row; dgamma = Σ dy·x̂ and dbeta = Σ dy over the rows.
    /// </summary>
    /// <param name="x">(rows, columns).</param>
    /// <param name="gamma">(columns).</param>
    /// <param name="mean">(rows).</param>
    /// <param name="rstd">(rows).</param>
    /// <param name="dy">(rows, columns), floats or bf16.</param>
    /// <param name="dx">(rows, columns).</param>
    /// <param name="dgamma">(columns).</param>
    /// <param name="dbeta">(columns), or null.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Length of a row.</param>
    /// <param name="accumulate">Adds to dx instead of overwriting it: to the gradient that came past the norm.</param>
    /// <param name="rounded">(rows, columns) of bf16, or null: gets dx too, rounded, for the branch in bf16 that x is the sum of.</param>
    void LayerNormBackward(
        Buffer x, Buffer gamma, Buffer mean, Buffer rstd, Buffer dy, Buffer dx, Buffer dgamma, Buffer? dbeta, int rows, int columns, bool accumulate = false, Buffer? rounded = null);
}
