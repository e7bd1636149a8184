namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void BatchNormForward(
        Buffer x, Buffer gamma, Buffer beta, Buffer y, Buffer mean, Buffer variance, int rows, int columns, double eps, int correction)
    {
        var xs = x.F64;
        var gammas = gamma.F64;
        var betas = beta.F64;
        var ys = y.F64;
        var means = mean.F64;
        var variances = variance.F64;
        for (int c = 0; c < columns; c++)
        {
            double sum = 0;
            for (int r = 0; r < rows; r++)
            {
                sum += xs[(r * columns) + c];
            }

            means[c] = sum / rows;
            double squares = 0;
            for (int r = 0; r < rows; r++)
            {
                double centred = xs[(r * columns) + c] - means[c];
                squares += centred * centred;
            }

            variances[c] = squares / (rows - correction);
            double rstd = 1 / Math.Sqrt(variances[c] + eps);
            for (int r = 0; r < rows; r++)
            {
                int i = (r * columns) + c;
                ys[i] = ((xs[i] - means[c]) * rstd * gammas[c]) + betas[c];
            }
        }
    }

    /// <inheritdoc/>
    public void BatchNormBackward(
        Buffer x, Buffer gamma, Buffer mean, Buffer variance, Buffer dy, Buffer dx, Buffer dgamma, Buffer dbeta, int rows, int columns, double eps, int correction)
    {
        var xs = x.F64;
        var gammas = gamma.F64;
        var means = mean.F64;
        var variances = variance.F64;
        var dys = dy.F64;
        var dxs = dx.F64;
        var dgammas = dgamma.F64;
        var dbetas = dbeta.F64;
        double n = rows;
        for (int c = 0; c < columns; c++)
        {
            double rstd = 1 / Math.Sqrt(variances[c] + eps);
            dgammas[c] = 0;
            dbetas[c] = 0;
            for (int r = 0; r < rows; r++)
            {
                int i = (r * columns) + c;
                dgammas[c] += dys[i] * (xs[i] - means[c]) * rstd;
                dbetas[c] += dys[i];
            }

            for (int r = 0; r < rows; r++)
            {
                int i = (r * columns) + c;
                double normalised = (xs[i] - means[c]) * rstd;
                dxs[i] = gammas[c] * rstd / n * ((n * dys[i]) - dbetas[c] - (n / (n - correction) * normalised * dgammas[c]));
            }
        }
    }
}
