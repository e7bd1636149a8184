using System.Runtime.InteropServices;

namespace Benchmarks;

/// <summary>
/// OpenBLAS, the matrix multiplication to measure up to: hand-written assembly, here forced to its AVX-512 kernels
/// where the processor has AVX-512.
/// </summary>
public static unsafe partial class OpenBlas
{
    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101;
    private const int NoTranspose = 111;
    private const int Transposed = 112;

    private static readonly Lazy<string?> LazyFailure = new(Load);

    /// <summary>True if the library is there.</summary>
    /// <param name="reason">Why not, and what to do.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = LazyFailure.Value ?? "";
        return LazyFailure.Value is null;
    }

    /// <summary>Threads that the next calls use.</summary>
    public static void SetThreads(int threads) => SetNumberOfThreads(threads);

    /// <summary>
    /// Waits until its threads sleep: after a product they look for the next one for 2²⁸ ticks of the clock, a tenth of a second,
    /// and take the core from whatever is measured next (on two cores ours was a tenth slower for it).
    /// </summary>
    public static void WaitForIdleThreads() => Thread.Sleep(150);

    /// <summary>C (m, n) = A·B, or C += A·B; row-major; a transposed operand lies in memory as (k, m) or (n, k).</summary>
    public static void Multiply(float* a, float* b, float* c, int m, int n, int k, bool transposeA, bool transposeB, bool accumulate = false) => Sgemm(
        RowMajor,
        transposeA ? Transposed : NoTranspose,
        transposeB ? Transposed : NoTranspose,
        m,
        n,
        k,
        1,
        a,
        transposeA ? m : k,
        b,
        transposeB ? k : n,
        accumulate ? 1 : 0,
        c,
        n);

    /// <summary>
    /// The library reads its settings from the environment of the C library while it loads, and
    /// <c>Environment.SetEnvironmentVariable</c> changes only .NET's copy of it; so C's own function sets them first.
    /// </summary>
    private static string? Load()
    {
        if (!OperatingSystem.IsLinux())
        {
            return $"OpenBLAS is looked for as {Library}, which is its name on Linux only.";
        }

        if (System.Runtime.Intrinsics.X86.Avx512F.IsSupported)
        {
            SetEnvironment("OPENBLAS_CORETYPE", "SkylakeX", overwrite: 1); // whatever the machine is set to
        }

        SetEnvironment("OPENBLAS_NUM_THREADS", Environment.ProcessorCount.ToString(), overwrite: 0);
        return NativeLibrary.TryLoad(Library, out _)
            ? null
            : $"{Library} was not found. On Debian and Ubuntu: apt-get install libopenblas0-pthread.";
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    private static partial void SetNumberOfThreads(int threads);

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    private static partial void Sgemm(
        int order, int transposeA, int transposeB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);
}
