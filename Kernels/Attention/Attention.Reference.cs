namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void AttentionForward(Buffer qkv, Buffer y, Buffer logSumExp, AttentionShape shape)
    {
        var p = new double[shape.T];
        for (int b = 0; b < shape.B; b++)
        {
            for (int h = 0; h < shape.Heads; h++)
            {
                for (int i = 0; i < shape.T; i++)
                {
                    logSumExp.F64[(((b * shape.Heads) + h) * shape.T) + i] = AttentionWeights(qkv, shape, b, h, i, p);
                    var output = y.F64.Slice((((b * shape.T) + i) * shape.C) + (h * shape.HeadSize), shape.HeadSize);
                    output.Clear();
                    for (int j = 0; j <= i; j++)
                    {
                        double weight = p[j] * Keep(shape, b, h, i, j);
                        var v = Part(qkv, shape, b, h, j, 2);
                        for (int c = 0; c < shape.HeadSize; c++)
                        {
                            output[c] += weight * v[c];
                        }
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public void AttentionBackward(Buffer qkv, Buffer y, Buffer logSumExp, Buffer dy, Buffer dqkv, AttentionShape shape)
    {
        double scale = 1 / Math.Sqrt(shape.HeadSize);
        var p = new double[shape.T];
        dqkv.F64.Clear();
        for (int b = 0; b < shape.B; b++)
        {
            for (int h = 0; h < shape.Heads; h++)
            {
                for (int i = 0; i < shape.T; i++)
                {
                    int row = (((b * shape.T) + i) * shape.C) + (h * shape.HeadSize);
                    var dyi = dy.F64.Slice(row, shape.HeadSize);
                    double d = Dot(dyi, y.F64.Slice(row, shape.HeadSize));
                    AttentionWeights(qkv, shape, b, h, i, p);
                    for (int j = 0; j <= i; j++)
                    {
                        double keep = Keep(shape, b, h, i, j);
                        double ds = p[j] * ((keep * Dot(dyi, Part(qkv, shape, b, h, j, 2))) - d);
                        for (int c = 0; c < shape.HeadSize; c++)
                        {
                            Part(dqkv, shape, b, h, i, 0)[c] += ds * Part(qkv, shape, b, h, j, 1)[c] * scale;
                            Part(dqkv, shape, b, h, j, 1)[c] += ds * Part(qkv, shape, b, h, i, 0)[c] * scale;
                            Part(dqkv, shape, b, h, j, 2)[c] += keep * p[j] * dyi[c];
                        }
                    }
                }
            }
        }
    }

    /// <summary>p(j) = exp(q(i)·k(j) / √HeadSize) / Σ for j ≤ i, and the logarithm of the sum.</summary>
    private static double AttentionWeights(Buffer qkv, AttentionShape shape, int b, int h, int i, double[] p)
    {
        double largest = double.NegativeInfinity, sum = 0;
        for (int j = 0; j <= i; j++)
        {
            p[j] = Dot(Part(qkv, shape, b, h, i, 0), Part(qkv, shape, b, h, j, 1)) / Math.Sqrt(shape.HeadSize);
            largest = Math.Max(largest, p[j]);
        }

        for (int j = 0; j <= i; j++)
        {
            p[j] = Math.Exp(p[j] - largest);
            sum += p[j];
        }

        for (int j = 0; j <= i; j++)
        {
            p[j] /= sum;
        }

        return largest + Math.Log(sum);
    }

    /// <summary>The slice of head h in row (b, t) of a (B, T, 3·C) buffer: the query (part 0), key (1) or value (2).</summary>
    private static Span<double> Part(Buffer qkv, AttentionShape shape, int b, int h, int t, int part) =>
        qkv.F64.Slice((((((b * shape.T) + t) * 3) + part) * shape.C) + (h * shape.HeadSize), shape.HeadSize);

    /// <summary>0 for a dropped weight, else 1 / (1 - Dropout).</summary>
    private static double Keep(AttentionShape shape, int b, int h, int i, int j)
    {
        uint index = (uint)((((((b * shape.Heads) + h) * shape.T) + i) * shape.T) + j);
        return CounterRandom.Keeps(shape.Seed, index, CounterRandom.Threshold(shape.Dropout)) ? 1.0 / (1.0 - shape.Dropout) : 0;
    }

    private static double Dot(Span<double> a, Span<double> b)
    {
        double sum = 0;
        for (int c = 0; c < a.Length; c++)
        {
            sum += a[c] * b[c];
        }

        return sum;
    }
}
