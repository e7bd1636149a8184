namespace Kernels;

public partial interface IKernels
{
    /// <summary>Over each row: y = exp(x - max x) / Σ exp(x - max x).</summary>
    /// <param name="x">(rows, columns). A -∞ gives 0.</param>
    /// <param name="y">(rows, columns).</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Length of a row.</param>
    void SoftmaxForward(Buffer x, Buffer y, int rows, int columns);

    /// <summary>dx = y (dy - Σ dy·y), over each row.</summary>
    void SoftmaxBackward(Buffer y, Buffer dy, Buffer dx, int rows, int columns);

    /// <summary>Over each row: y = x - max x - log Σ exp(x - max x).</summary>
    void LogSoftmaxForward(Buffer x, Buffer y, int rows, int columns);

    /// <summary>dx = dy - exp(y) Σ dy, over each row.</summary>
    void LogSoftmaxBackward(Buffer y, Buffer dy, Buffer dx, int rows, int columns);
}
