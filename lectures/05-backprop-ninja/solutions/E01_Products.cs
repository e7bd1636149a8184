// The backward pass of a matrix product
//
// C = A·B with A (m, k), B (k, n), row by row in flat arrays. Given dC (m, n), return dA (m, k).
//? Write one entry out: C[i,j] = Σ over l of A[i,l] B[l,j]. Which entries of C does A[i,l] touch?
//? dA[i,l] = Σ over j of dC[i,j] B[l,j], that is dA = dC·Bᵀ. The shapes allow nothing else: (m, n)·(n, k).
//? dA[(i * k) + l] += dC[(i * n) + j] * b[(l * n) + j];
namespace Exercises;

public static class Products
{
    public static double[] BackwardA(double[] a, double[] b, double[] dC, int m, int k, int n)
    {
        var dA = new double[m * k];
        // <solution>
        for (int i = 0; i < m; i++)
        {
            for (int l = 0; l < k; l++)
            {
                for (int j = 0; j < n; j++)
                {
                    dA[(i * k) + l] += dC[(i * n) + j] * b[(l * n) + j];
                }
            }
        }

        // <skeleton>
        // // Your loops here.
        // </solution>
        return dA;
    }
}
