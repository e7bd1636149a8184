namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void CachedAttention(Buffer qkv, Buffer keys, Buffer values, Buffer y, CachedAttentionShape shape)
    {
        int size = shape.HeadSize;
        for (int b = 0; b < shape.B; b++)
        {
            for (int h = 0; h < shape.Heads; h++)
            {
                int cached = (b * shape.KeyValueHeads) + (h / shape.Group);
                for (int t = 0; t < shape.T; t++)
                {
                    int row = (b * shape.T) + t, i = shape.Past + t;
                    var packed = Row(qkv, row, shape.PackedColumns);
                    int key = (shape.Heads + (h / shape.Group)) * size;
                    for (int c = 0; c < size; c++)
                    {
                        keys.F64[(((cached * size) + c) * shape.Capacity) + i] = packed[key + c] / Math.Sqrt(size);
                        values.F64[(((cached * shape.Capacity) + i) * size) + c] = packed[key + (shape.KeyValueHeads * size) + c];
                    }

                    Attend(packed.Slice(h * size, size), keys.F64[(cached * size * shape.Capacity)..], values.F64[(cached * size * shape.Capacity)..], i, shape.Capacity)
                        .CopyTo(y.F64.Slice(((row * shape.Heads) + h) * size, size));
                }
            }
        }
    }

    /// <summary>Σⱼ p(j) v(j) with p = softmax(q·k(j)) over j ≤ i.</summary>
    private static double[] Attend(Span<double> q, Span<double> keys, Span<double> values, int i, int capacity)
    {
        var p = new double[i + 1];
        for (int j = 0; j <= i; j++)
        {
            for (int c = 0; c < q.Length; c++)
            {
                p[j] += q[c] * keys[(c * capacity) + j];
            }
        }

        double largest = Largest(p), sum = 0;
        for (int j = 0; j <= i; j++)
        {
            p[j] = Math.Exp(p[j] - largest);
            sum += p[j];
        }

        var y = new double[q.Length];
        for (int j = 0; j <= i; j++)
        {
            for (int c = 0; c < y.Length; c++)
            {
                y[c] += p[j] / sum * values[(j * y.Length) + c];
            }
        }

        return y;
    }
}
