namespace Kernels;

public partial interface IKernels
{
    /// <summary>
    /// Over each column, with the statistics of this batch: y = x̂·gamma + beta, x̂ = (x - mean)·rstd,
    /// rstd = 1 / √(variance + eps). Ioffe and Szegedy 2015.
    /// </summary>
    /// <param name="x">(rows, columns).</param>
    /// <param name="gamma">(columns).</param>
    /// <param name="beta">(columns).</param>
    /// <param name="y">(rows, columns).</param>
    /// <param name="mean">(columns), saved for the backward pass.</param>
    /// <param name="variance">(columns): Σ (x - mean)² / (rows - correction).</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="correction">0: biased, as PyTorch normalises; 1: unbiased, as the lecture does.</param>
    void BatchNormForward(
        Buffer x, Buffer gamma, Buffer beta, Buffer y, Buffer mean, Buffer variance, int rows, int columns, double eps, int correction);

    /// <summary>
    /// With n = rows: dx = gamma·rstd/n · (n·dy - Σ dy - n/(n - correction)·x̂·Σ dy·x̂); dgamma = Σ dy·x̂, dbeta = Σ dy.
    /// </summary>
    void BatchNormBackward(
        Buffer x, Buffer gamma, Buffer mean, Buffer variance, Buffer dy, Buffer dx, Buffer dgamma, Buffer dbeta, int rows, int columns, double eps, int correction);
}
