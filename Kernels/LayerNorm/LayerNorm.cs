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
    /// <param name="y">(rows, columns).</param>
    /// <param name="mean">(rows), saved for the backward pass.</param>
    /// <param name="rstd">(rows), saved for the backward pass.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Length of a row.</param>
    /// <param name="eps">Added to the variance; 1e-5 in GPT-2.</param>
    void LayerNormForward(Buffer x, Buffer gamma, Buffer? beta, Buffer y, Buffer mean, Buffer rstd, int rows, int columns, double eps);

    /// <summary>
    /// With g = dy·gamma: dx = rstd (g - mean(g) - x̂·mean(g·x̂)) over each row; dgamma = Σ dy·x̂ and dbeta = Σ dy over the rows.
    /// </summary>
    /// <param name="x">(rows, columns).</param>
    /// <param name="gamma">(columns).</param>
    /// <param name="mean">(rows).</param>
    /// <param name="rstd">(rows).</param>
    /// <param name="dy">(rows, columns).</param>
    /// <param name="dx">(rows, columns).</param>
    /// <param name="dgamma">(columns).</param>
    /// <param name="dbeta">(columns), or null.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Length of a row.</param>
    void LayerNormBackward(
        Buffer x, Buffer gamma, Buffer mean, Buffer rstd, Buffer dy, Buffer dx, Buffer dgamma, Buffer? dbeta, int rows, int columns);
}
