namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void SumForward(Buffer x, Buffer y, int outer, int n, int inner, double scale)
    {
        var xs = x.F64;
        var ys = y.F64;
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                double sum = 0;
                for (int k = 0; k < n; k++)
                {
                    sum += xs[(((o * n) + k) * inner) + i];
                }

                ys[(o * inner) + i] = sum * scale;
            }
        }
    }

    /// <inheritdoc/>
    public void SumBackward(Buffer dy, Buffer dx, int outer, int n, int inner, double scale)
    {
        var dys = dy.F64;
        var dxs = dx.F64;
        for (int o = 0; o < outer; o++)
        {
            for (int k = 0; k < n; k++)
            {
                for (int i = 0; i < inner; i++)
                {
                    dxs[(((o * n) + k) * inner) + i] = scale * dys[(o * inner) + i];
                }
            }
        }
    }

    /// <inheritdoc/>
    public void MaxForward(Buffer x, Buffer y, Buffer argmax, int outer, int n, int inner)
    {
        var xs = x.F64;
        var ys = y.F64;
        var places = argmax.I32;
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                int best = 0;
                for (int k = 1; k < n; k++)
                {
                    if (xs[(((o * n) + k) * inner) + i] > xs[(((o * n) + best) * inner) + i])
                    {
                        best = k;
                    }
                }

                ys[(o * inner) + i] = xs[(((o * n) + best) * inner) + i];
                places[(o * inner) + i] = best;
            }
        }
    }

    /// <inheritdoc/>
    public void MaxBackward(Buffer dy, Buffer argmax, Buffer dx, int outer, int n, int inner)
    {
        var dys = dy.F64;
        var dxs = dx.F64;
        var places = argmax.I32;
        dxs.Clear();
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                int best = places[(o * inner) + i];
                dxs[(((o * n) + best) * inner) + i] = dys[(o * inner) + i];
            }
        }
    }

    /// <inheritdoc/>
    public void VarianceForward(Buffer x, Buffer y, Buffer mean, int outer, int n, int inner, int correction)
    {
        SumForward(x, mean, outer, n, inner, 1.0 / n);
        var xs = x.F64;
        var ys = y.F64;
        var means = mean.F64;
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                double squares = 0;
                for (int k = 0; k < n; k++)
                {
                    double centred = xs[(((o * n) + k) * inner) + i] - means[(o * inner) + i];
                    squares += centred * centred;
                }

                ys[(o * inner) + i] = squares / (n - correction);
            }
        }
    }

    /// <inheritdoc/>
    public void VarianceBackward(Buffer x, Buffer mean, Buffer dy, Buffer dx, int outer, int n, int inner, int correction)
    {
        var xs = x.F64;
        var means = mean.F64;
        var dys = dy.F64;
        var dxs = dx.F64;
        for (int o = 0; o < outer; o++)
        {
            for (int k = 0; k < n; k++)
            {
                for (int i = 0; i < inner; i++)
                {
                    int at = (((o * n) + k) * inner) + i;
                    int row = (o * inner) + i;
                    dxs[at] = 2 * (xs[at] - means[row]) / (n - correction) * dys[row];
                }
            }
        }
    }
}
