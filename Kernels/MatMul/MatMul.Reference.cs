namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void MatMul(Buffer a, Buffer b, Buffer? bias, Buffer c, MatMulShape shape, bool accumulate = false, MatMulEpilogue? epilogue = null)
    {
        if (epilogue is { } end)
        {
            end.Compose(this, a, b, bias, c, shape);
            return;
        }

        for (int batch = 0; batch < shape.Batch; batch++)
        {
            var aMatrix = a.F64[(batch * shape.StrideA)..];
            var bMatrix = b.F64[(batch * shape.StrideB)..];
            var cMatrix = c.F64[(batch * shape.M * shape.N)..];
            for (int i = 0; i < shape.M; i++)
            {
                for (int j = 0; j < shape.N; j++)
                {
                    double sum = 0;
                    for (int k = 0; k < shape.K; k++)
                    {
                        double aElement = aMatrix[shape.TransposeA ? (k * shape.M) + i : (i * shape.K) + k];
                        double bElement = bMatrix[shape.TransposeB ? (j * shape.K) + k : (k * shape.N) + j];
                        sum += aElement * bElement;
                    }

                    sum += bias is { } added ? added.F64[j] : 0;
                    cMatrix[(i * shape.N) + j] = accumulate ? cMatrix[(i * shape.N) + j] + sum : sum;
                }
            }
        }
    }
}
