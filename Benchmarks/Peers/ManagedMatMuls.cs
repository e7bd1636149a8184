using System.Numerics.Tensors;
using NumSharp;

namespace Benchmarks;

/// <summary>Matrix products that others offer in C#, of row-major squares.</summary>
public static class ManagedMatMuls
{
    /// <summary>Each with its name; from A, B and the sizes it makes an action that multiplies them.</summary>
    public static readonly (string Name, Func<float[], float[], MatMulShape, Action> Start)[] All =
    [
        ("TensorPrimitives", DotProducts),
        ("NumSharp", NumSharp),
        .. TorchSharpMatMul.IsAvailable(out _) ? new[] { ("TorchSharp", (Func<float[], float[], MatMulShape, Action>)TorchSharpMatMul.Start) } : [],
    ];

    /// <summary>The dot product of each row of A with each column of B, which lies transposed so that it is one piece: not timed.</summary>
    public static Action DotProducts(float[] a, float[] b, MatMulShape shape)
    {
        var (m, n, k) = (shape.M, shape.N, shape.K);
        float[] columns = new float[n * k], c = new float[m * n];
        for (int row = 0; row < k; row++)
        {
            for (int column = 0; column < n; column++)
            {
                columns[(column * k) + row] = b[(row * n) + column];
            }
        }

        return () =>
        {
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    c[(i * n) + j] = TensorPrimitives.Dot(a.AsSpan(i * k, k), columns.AsSpan(j * k, k));
                }
            }
        };
    }

    private static Action NumSharp(float[] a, float[] b, MatMulShape shape)
    {
        var left = np.array(a).reshape(shape.M, shape.K);
        var right = np.array(b).reshape(shape.K, shape.N);
        return () => np.matmul(left, right).Dispose();
    }
}
