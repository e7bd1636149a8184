namespace Kernels;

public partial interface IKernels
{
    /// <summary>
    /// Over each row: y = x·rstd·gamma with rstd = 1 / √(mean(x²) + eps). Zhang and Sennrich 2019, "Root Mean Square Layer
    /// Normalization": layer normalisation without the mean and without a shift.
    /// </summary>
    /// <param name="x">(rows, columns).</param>
    /// <param name="gamma">(columns).</param>
    /// <param name="y">(rows, columns), floats or bf16.</param>
    /// <param name="rstd">(rows), saved for the backward pass.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Length of a row.</param>
    /// <param name="eps">Added to the mean square; 1e-5 in Llama 2.</param>
    void RmsNormForward(Buffer x, Buffer gamma, Buffer y, Buffer rstd, int rows, int columns, double eps);

    /// <summary>
    /// With g = dy·gamma and x̂ = x·rstd: dx = rstd (g - x̂·mean(g·x̂)) over each row; dgamma = Σ dy·x̂ over the rows.
    /// </summary>
    /// <param name="x">(rows, columns).</param>
    /// <param name="gamma">(columns).</param>
    /// <param name="rstd">(rows).</param>
    /// <param name="dy">(rows, columns), of y's type.</param>
    /// <param name="dx">(rows, columns).</param>
    /// <param name="dgamma">(columns).</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Length of a row.</param>
    void RmsNormBackward(Buffer x, Buffer gamma, Buffer rstd, Buffer dy, Buffer dx, Buffer dgamma, int rows, int columns);
}
