using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kernels;

/// <summary>
/// y = x·Wᵀ for one row x: what sampling does, a token at a time. Each weight is used once, so memory decides, and copying the weights
/// into panels first would move them three times. Here 16 x 16 weights are transposed in registers: each lane is an element of y, which
/// keeps its one chain in the order of k, and each cache line of W is read whole and once.
/// </summary>
internal static unsafe class VectorTimesRows
{
    /// <summary>Rows of W that are done together: the lanes of a register.</summary>
    public const int Rows = 16;

    /// <summary>Floats from what is computed to what is asked for: 8 cache lines.</summary>
    private const int Ahead = 128;

    /// <summary>Whether the machine has the registers.</summary>
    public static bool IsSupported => Avx512F.IsSupported;

    /// <summary>
    /// 16 elements of y = [y +] x·Wᵀ [+ bias], with the bits that <see cref="Tile1{TLanes}"/> gives over all blocks of k; the first few
    /// are not written: they belong to the group before.
    /// </summary>
    /// <param name="x">(K).</param>
    /// <param name="w">The first of 16 rows of W, (N, K).</param>
    /// <param name="k">Length of a row.</param>
    /// <param name="y">The first of 16 elements of y.</param>
    /// <param name="skip">Elements that are not written.</param>
    /// <param name="accumulate">Adds to y.</param>
    /// <param name="bias">The first of 16 elements of the bias, or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply(float* x, float* w, int k, float* y, int skip, bool accumulate, float* bias)
    {
        var total = accumulate ? Vector512.Load(y) : Vector512<float>.Zero;
        for (int start = 0; start < k; start += MatMulBlocking.KBlock)
        {
            int end = Math.Min(k, start + MatMulBlocking.KBlock), i = start;
            var sum = Vector512<float>.Zero;
            for (; i <= end - Rows; i += Rows)
            {
                // Their ends come too soon for the processor to see by itself where it goes. Behind them the next group's rows begin.
                Cache.AskForRows(w + i + Ahead + (i + Ahead < k ? 0 : (Rows - 1) * (nint)k), k, Rows);
                sum = AddBlock(x + i, w + i, k, sum);
            }

            if (i < end)
            {
                sum = AddRest(x + i, w + i, k, end - i, sum);
            }

            total = accumulate || start > 0 ? total + sum : sum;
        }

        if (bias != null)
        {
            total += Vector512.Load(bias);
        }

        if (skip == 0)
        {
            total.Store(y);
        }
        else
        {
            var written = Vector512.GreaterThanOrEqual(Vector512<int>.Indices, Vector512.Create(skip)).AsSingle();
            Avx512F.MaskStore(y, written, total);
        }
    }

    /// <summary>sum + 16 products for each of 16 rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AddBlock(float* x, float* w, nint stride, Vector512<float> sum)
    {
        // Four rows at a time become columns within each quarter: register c of rows r to r + 3 has column 4·quarter + c.
        Quarters(w, stride, out var a0, out var a1, out var a2, out var a3);
        Quarters(w + (4 * stride), stride, out var b0, out var b1, out var b2, out var b3);
        Quarters(w + (8 * stride), stride, out var c0, out var c1, out var c2, out var c3);
        Quarters(w + (12 * stride), stride, out var d0, out var d1, out var d2, out var d3);

        // Then the quarters change places: columns c, 4 + c, 8 + c and 12 + c, of 16 rows each.
        Columns(a0, b0, c0, d0, out var k0, out var k4, out var k8, out var k12);
        Columns(a1, b1, c1, d1, out var k1, out var k5, out var k9, out var k13);
        Columns(a2, b2, c2, d2, out var k2, out var k6, out var k10, out var k14);
        Columns(a3, b3, c3, d3, out var k3, out var k7, out var k11, out var k15);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[0]), k0, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[1]), k1, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[2]), k2, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[3]), k3, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[4]), k4, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[5]), k5, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[6]), k6, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[7]), k7, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[8]), k8, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[9]), k9, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[10]), k10, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[11]), k11, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[12]), k12, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[13]), k13, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[14]), k14, sum);
        return Vector512.FusedMultiplyAdd(Vector512.Create(x[15]), k15, sum);
    }

    /// <summary>A 4 x 4 transpose within each quarter of four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(float* w, nint stride, out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2, out Vector512<float> c3)
    {
        var r0 = Vector512.Load(w);
        var r1 = Vector512.Load(w + stride);
        var r2 = Vector512.Load(w + (2 * stride));
        var r3 = Vector512.Load(w + (3 * stride));
        var low01 = Avx512F.UnpackLow(r0, r1);
        var high01 = Avx512F.UnpackHigh(r0, r1);
        var low23 = Avx512F.UnpackLow(r2, r3);
        var high23 = Avx512F.UnpackHigh(r2, r3);
        c0 = Avx512F.Shuffle(low01, low23, 0b01_00_01_00);
        c1 = Avx512F.Shuffle(low01, low23, 0b11_10_11_10);
        c2 = Avx512F.Shuffle(high01, high23, 0b01_00_01_00);
        c3 = Avx512F.Shuffle(high01, high23, 0b11_10_11_10);
    }

    /// <summary>A 4 x 4 transpose of quarters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d,
        out Vector512<float> first, out Vector512<float> second, out Vector512<float> third, out Vector512<float> fourth)
    {
        var lowAb = Avx512F.Shuffle4x128(a, b, 0b01_00_01_00);
        var highAb = Avx512F.Shuffle4x128(a, b, 0b11_10_11_10);
        var lowCd = Avx512F.Shuffle4x128(c, d, 0b01_00_01_00);
        var highCd = Avx512F.Shuffle4x128(c, d, 0b11_10_11_10);
        first = Avx512F.Shuffle4x128(lowAb, lowCd, 0b10_00_10_00);
        second = Avx512F.Shuffle4x128(lowAb, lowCd, 0b11_01_11_01);
        third = Avx512F.Shuffle4x128(highAb, highCd, 0b10_00_10_00);
        fourth = Avx512F.Shuffle4x128(highAb, highCd, 0b11_01_11_01);
    }

    /// <summary>sum + fewer than 16 products for each of 16 rows, one column after another from a copy with zeros behind.</summary>
    private static Vector512<float> AddRest(float* x, float* w, nint stride, int count, Vector512<float> sum)
    {
        float* rows = stackalloc float[Rows * Rows];
        float* columns = stackalloc float[Rows * Rows];
        for (int row = 0; row < Rows; row++)
        {
            Lanes16.Store(Lanes16.Load(w + (row * stride), count), rows + (row * Rows));
        }

        for (int c = 0; c < count; c += 4)
        {
            SmallTranspose.FourOf16Rows(rows + c, Rows, Rows, columns + (c * Rows), Rows);
        }

        for (int c = 0; c < count; c++)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(x[c]), Vector512.Load(columns + (c * Rows)), sum);
        }

        return sum;
    }
}

/// <summary>A piece is some groups of 16 rows of W; the last group begins earlier than its turn, where the rows do not fill one more.</summary>
internal unsafe struct VectorTimesRowsJob : IJob
{
    public float* X;
    public float* W;
    public float* Y;
    public float* Bias;
    public int N;
    public int K;
    public bool Accumulate;
    public Pieces Pieces;

    public readonly void Run(int piece)
    {
        for (int group = Pieces.Start(piece); group < Pieces.End(piece); group++)
        {
            int row = Math.Min(group * VectorTimesRows.Rows, N - VectorTimesRows.Rows), skip = (group * VectorTimesRows.Rows) - row;
            VectorTimesRows.Multiply(X, W + ((long)row * K), K, Y + row, skip, Accumulate, Bias != null ? Bias + row : null);
        }
    }
}
