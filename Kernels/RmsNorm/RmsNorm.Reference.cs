namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void RmsNormForward(Buffer x, Buffer gamma, Buffer y, Buffer rstd, int rows, int columns, double eps)
    {
        var gammas = gamma.F64;
        var rstds = rstd.F64;
        for (int r = 0; r < rows; r++)
        {
            var xs = Row(x, r, columns);
            var ys = Row(y, r, columns);
            double squares = 0;
            for (int c = 0; c < columns; c++)
            {
                squares += xs[c] * xs[c];
            }

            rstds[r] = 1 / Math.Sqrt((squares / columns) + eps);
            for (int c = 0; c < columns; c++)
            {
                ys[c] = xs[c] * rstds[r] * gammas[c];
            }
        }
    }

    /// <inheritdoc/>
    public void RmsNormBackward(Buffer x, Buffer gamma, Buffer rstd, Buffer dy, Buffer dx, Buffer dgamma, int rows, int columns)
    {
        var gammas = gamma.F64;
        var rstds = rstd.F64;
        var dgammas = dgamma.F64;
        dgammas.Clear();
        for (int r = 0; r < rows; r++)
        {
            var xs = Row(x, r, columns);
            var dys = Row(dy, r, columns);
            var dxs = Row(dx, r, columns);
            double meanGX = 0;
            for (int c = 0; c < columns; c++)
            {
                double normalised = xs[c] * rstds[r];
                meanGX += dys[c] * gammas[c] * normalised / columns;
                dgammas[c] += dys[c] * normalised;
            }

            for (int c = 0; c < columns; c++)
            {
                dxs[c] = rstds[r] * ((dys[c] * gammas[c]) - (xs[c] * rstds[r] * meanGX));
            }
        }
    }
}
