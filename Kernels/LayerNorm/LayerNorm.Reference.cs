namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void LayerNormForward(Buffer x, Buffer gamma, Buffer? beta, Buffer y, Buffer mean, Buffer rstd, int rows, int columns, double eps)
    {
        var means = mean.F64;
        var rstds = rstd.F64;
        var gammas = gamma.F64;
        Span<double> betas = beta is { } buffer ? buffer.F64 : [];
        for (int r = 0; r < rows; r++)
        {
            var xs = Row(x, r, columns);
            var ys = Row(y, r, columns);
            double sum = 0;
            for (int c = 0; c < columns; c++)
            {
                sum += xs[c];
            }

            means[r] = sum / columns;
            double squares = 0;
            for (int c = 0; c < columns; c++)
            {
                squares += (xs[c] - means[r]) * (xs[c] - means[r]);
            }

            rstds[r] = 1 / Math.Sqrt((squares / columns) + eps);
            for (int c = 0; c < columns; c++)
            {
                double normalised = (xs[c] - means[r]) * rstds[r];
                ys[c] = (normalised * gammas[c]) + (beta is null ? 0 : betas[c]);
            }
        }
    }

    /// <inheritdoc/>
    public void AddLayerNormForward(
        Buffer x, Buffer f, Buffer sum, Buffer gamma, Buffer? beta, Buffer y, Buffer mean, Buffer rstd, int rows, int columns, double eps)
    {
        Binary(default(AddOp), x, f, sum, new BinaryShape(rows, columns, Operand.Full, Operand.Full));
        LayerNormForward(sum, gamma, beta, y, mean, rstd, rows, columns, eps);
    }

    /// <inheritdoc/>
    public void LayerNormBackward(
        Buffer x, Buffer gamma, Buffer mean, Buffer rstd, Buffer dy, Buffer dx, Buffer dgamma, Buffer? dbeta, int rows, int columns, bool accumulate = false, Buffer? rounded = null)
    {
        var means = mean.F64;
        var rstds = rstd.F64;
        var gammas = gamma.F64;
        var dgammas = dgamma.F64;
        Span<double> dbetas = dbeta is { } buffer ? buffer.F64 : [];
        dgammas.Clear();
        dbetas.Clear();
        for (int r = 0; r < rows; r++)
        {
            var xs = Row(x, r, columns);
            var dys = Row(dy, r, columns);
            var dxs = Row(dx, r, columns);
            double meanG = 0;
            double meanGX = 0;
            for (int c = 0; c < columns; c++)
            {
                double normalised = (xs[c] - means[r]) * rstds[r];
                double g = dys[c] * gammas[c];
                meanG += g / columns;
                meanGX += g * normalised / columns;
                dgammas[c] += dys[c] * normalised;
                if (dbeta is not null)
                {
                    dbetas[c] += dys[c];
                }
            }

            for (int c = 0; c < columns; c++)
            {
                double normalised = (xs[c] - means[r]) * rstds[r];
                dxs[c] = (accumulate ? dxs[c] : 0) + (rstds[r] * ((dys[c] * gammas[c]) - meanG - (normalised * meanGX)));
            }
        }

        if (rounded is { } copy)
        {
            RoundToBFloat16(dx, copy);
        }
    }
}
