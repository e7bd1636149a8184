namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void SoftmaxForward(Buffer x, Buffer y, int rows, int columns)
    {
        for (int r = 0; r < rows; r++)
        {
            var xs = Row(x, r, columns);
            var ys = Row(y, r, columns);
            double max = Largest(xs);
            double sum = 0;
            for (int c = 0; c < columns; c++)
            {
                ys[c] = Math.Exp(xs[c] - max);
                sum += ys[c];
            }

            for (int c = 0; c < columns; c++)
            {
                ys[c] /= sum;
            }
        }
    }

    /// <inheritdoc/>
    public void SoftmaxBackward(Buffer y, Buffer dy, Buffer dx, int rows, int columns)
    {
        for (int r = 0; r < rows; r++)
        {
            var ys = Row(y, r, columns);
            var dys = Row(dy, r, columns);
            var dxs = Row(dx, r, columns);
            double dot = 0;
            for (int c = 0; c < columns; c++)
            {
                dot += dys[c] * ys[c];
            }

            for (int c = 0; c < columns; c++)
            {
                dxs[c] = ys[c] * (dys[c] - dot);
            }
        }
    }

    /// <inheritdoc/>
    public void LogSoftmaxForward(Buffer x, Buffer y, int rows, int columns)
    {
        for (int r = 0; r < rows; r++)
        {
            var xs = Row(x, r, columns);
            var ys = Row(y, r, columns);
            double max = Largest(xs);
            double logSum = Math.Log(SumOfExp(xs, max));
            for (int c = 0; c < columns; c++)
            {
                ys[c] = xs[c] - max - logSum;
            }
        }
    }

    /// <inheritdoc/>
    public void LogSoftmaxBackward(Buffer y, Buffer dy, Buffer dx, int rows, int columns)
    {
        for (int r = 0; r < rows; r++)
        {
            var ys = Row(y, r, columns);
            var dys = Row(dy, r, columns);
            var dxs = Row(dx, r, columns);
            double sum = 0;
            for (int c = 0; c < columns; c++)
            {
                sum += dys[c];
            }

            for (int c = 0; c < columns; c++)
            {
                dxs[c] = dys[c] - (Math.Exp(ys[c]) * sum);
            }
        }
    }

    /// <summary>Row <paramref name="r"/> of a (rows, columns) matrix.</summary>
    private static Span<double> Row(Buffer matrix, int r, int columns) => matrix.F64.Slice(r * columns, columns);

    private static double Largest(ReadOnlySpan<double> x)
    {
        double max = double.NegativeInfinity;
        foreach (double value in x)
        {
            max = Math.Max(max, value);
        }

        return max;
    }

    /// <summary>Σ exp(x - max).</summary>
    private static double SumOfExp(ReadOnlySpan<double> x, double max)
    {
        double sum = 0;
        foreach (double value in x)
        {
            sum += Math.Exp(value - max);
        }

        return sum;
    }
}
