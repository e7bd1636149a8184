namespace Kernels;

/// <summary>
/// What a matrix multiplication multiplies: <see cref="Batch"/> products C (M, N) = A (M, K) · B (K, N). A transposed
/// operand lies in memory as (K, M) or (N, K) and is not copied first.
/// </summary>
/// <param name="M">Rows of A and C.</param>
/// <param name="N">Columns of B and C.</param>
/// <param name="K">Columns of A, rows of B: the length of each sum.</param>
/// <param name="TransposeA">A lies in memory as (K, M).</param>
/// <param name="TransposeB">B lies in memory as (N, K), as the weight of a <c>Linear</c> does.</param>
/// <param name="Batch">Number of products.</param>
/// <param name="SharedA">All products use the same A; else A is (Batch, M, K).</param>
/// <param name="SharedB">All products use the same B; else B is (Batch, K, N).</param>
public readonly record struct MatMulShape(
    int M, int N, int K, bool TransposeA = false, bool TransposeB = false, int Batch = 1, bool SharedA = false, bool SharedB = false)
{
    /// <summary>Elements from one A to the next.</summary>
    public int StrideA => SharedA ? 0 : M * K;

    /// <summary>Elements from one B to the next.</summary>
    public int StrideB => SharedB ? 0 : K * N;

    /// <summary>
    /// The same job as one product where that can be: when the batch shares B, the rows of all A, one below the other, are the
    /// rows of one matrix.
    /// </summary>
    public MatMulShape Join() => SharedB && !SharedA && !TransposeA ? this with { M = M * Batch, Batch = 1 } : this;

    /// <summary>Multiplications and additions: 2·M·N·K each.</summary>
    public double Flops => 2.0 * M * N * K * Batch;

    /// <summary>Bytes in float when every matrix moves once.</summary>
    public double Bytes => 4.0 * (((double)M * K * (SharedA ? 1 : Batch)) + ((double)K * N * (SharedB ? 1 : Batch)) + ((double)M * N * Batch));
}

public partial interface IKernels
{
    /// <summary>
    /// C = A·B, then + bias, or C += A·B. Each element of C is one chain of fused multiply-adds in the order of k, cut
    /// into blocks of a fixed length, so it does not depend on M, N, Batch, its place in C, the SIMD width or the threads.
    /// The bias is added last: the result equals the product followed by an addition, to the bit.
    /// </summary>
    /// <param name="a">(Batch, M, K), or (Batch, K, M) if transposed; without Batch if shared. A and B may both be <see cref="Device.BFloat16Type"/>; sums are float.</param>
    /// <param name="b">(Batch, K, N), or (Batch, N, K) if transposed; without Batch if shared.</param>
    /// <param name="bias">(N), added to every row, or null. Not together with <paramref name="accumulate"/>.</param>
    /// <param name="c">(Batch, M, N).</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="accumulate">Adds to C instead of overwriting it.</param>
    /// <param name="epilogue">What becomes of the sums and the bias, instead of C; not together with <paramref name="accumulate"/>. Null: C.</param>
    /// <remarks>
    /// Backward, from dC: dA = dC·Bᵀ, dB = Aᵀ·dC, dbias = the sum of dC over its rows: three more calls. On a GPU too the order of a
    /// sum is fixed, but where C is small and K long, it is cut into parts whose length depends on the shape.
    /// </remarks>
    void MatMul(Buffer a, Buffer b, Buffer? bias, Buffer c, MatMulShape shape, bool accumulate = false, MatMulEpilogue? epilogue = null);
}
