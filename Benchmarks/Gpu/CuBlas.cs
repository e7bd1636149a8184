using System.Runtime.InteropServices;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Benchmarks;

/// <summary>
/// NVIDIA's matrix multiplication, called directly: what the ladder is measured against. ILGPU's own wrapper knows neither
/// bf16 nor TF32.
/// </summary>
internal static unsafe class CuBlas
{
    /// <summary>How the names of the ladders begin that it stands beside.</summary>
    public const string LadderName = "matmul";

    private const int AsItLies = 0;
    private const int Transposed = 1;
    private const int Float32 = 0; // CUDA_R_32F
    private const int BFloat16 = 14; // CUDA_R_16BF
    private const int ComputeFloat32 = 68; // CUBLAS_COMPUTE_32F
    private const int ComputeTensorFloat32 = 77; // CUBLAS_COMPUTE_32F_FAST_TF32
    private const int DefaultAlgorithm = -1;

    private static readonly string[] Files = OperatingSystem.IsWindows()
        ? ["cublas64_13.dll", "cublas64_12.dll", "cublas64_11.dll"]
        : ["libcublas.so.13", "libcublas.so.12", "libcublas.so.11", "libcublas.so"];

    private static readonly Lazy<nint> Library = new(() => Files.Select(file => NativeLibrary.TryLoad(file, out nint library) ? library : 0).FirstOrDefault(library => library != 0));

    /// <summary>
    /// What it can be timed with, on the operands of one of the ladder's shapes that is no batch: in float and in TF32, or with operands of bf16. It adds no bias.
    /// </summary>
    public static IEnumerable<(string Name, Func<double> Measure)> Peers(Kernels.CudaDevice device, Buffer[] operands, int[] shape)
    {
        var sizes = MatMulShapes.ShapeOf(shape);
        if (Library.Value == 0)
        {
            Console.WriteLine($"  cuBLAS is not measured: none of {string.Join(", ", Files)} can be loaded.");
        }
        else if (sizes.Batch == 1)
        {
            int typeOfC = operands[2].Type == DType.BF16 ? BFloat16 : Float32;
            if (operands[0].Type == DType.BF16)
            {
                yield return ("cuBLAS bf16", () => Time(device, operands, sizes, BFloat16, typeOfC, ComputeFloat32));
            }
            else
            {
                yield return ("cuBLAS float", () => Time(device, operands, sizes, Float32, typeOfC, ComputeFloat32));
                yield return ("cuBLAS TF32", () => Time(device, operands, sizes, Float32, typeOfC, ComputeTensorFloat32));
            }
        }
    }

    private static double Time(Kernels.CudaDevice device, Buffer[] operands, MatMulShape shape, int type, int typeOfC, int compute)
    {
        using var binding = device.Accelerator.BindScoped();
        nint created;
        Check(((delegate* unmanaged<nint*, int>)Symbol("cublasCreate_v2"))(&created), "cublasCreate");
        nint handle = created;
        Check(((delegate* unmanaged<nint, nint, int>)Symbol("cublasSetStream_v2"))(handle, ((CudaStream)device.Stream).StreamPtr), "cublasSetStream");
        nint multiply = Symbol("cublasGemmEx");
        nint a = Address(operands[0]), b = Address(operands[1]), c = Address(operands[2]);
        float* scalars = stackalloc float[] { 1, 0 };

        // cuBLAS counts columns first, so that it sees each of our matrices transposed: it gets Cᵀ (N, M) = Bᵀ (N, K) · Aᵀ (K, M).
        var (opA, opB) = (shape.TransposeA ? Transposed : AsItLies, shape.TransposeB ? Transposed : AsItLies);
        var (widthA, widthB) = (shape.TransposeA ? shape.M : shape.K, shape.TransposeB ? shape.K : shape.N);
        double seconds = GpuTimer.Seconds(device, () => Check(
            ((delegate* unmanaged<nint, int, int, int, int, int, float*, nint, int, int, nint, int, int, float*, nint, int, int, int, int, int>)multiply)(
                handle, opB, opA, shape.N, shape.M, shape.K, scalars, b, type, widthB, a, type, widthA, scalars + 1, c, typeOfC, shape.N, compute, DefaultAlgorithm),
            "cublasGemmEx"));
        Check(((delegate* unmanaged<nint, int>)Symbol("cublasDestroy_v2"))(handle), "cublasDestroy");
        return seconds;
    }

    private static nint Symbol(string name) => NativeLibrary.GetExport(Library.Value, name);

    private static nint Address(Buffer buffer) => buffer.As<byte>().LoadEffectiveAddressAsPtr();

    private static void Check(int status, string function)
    {
        if (status != 0)
        {
            throw new DeviceException($"cuBLAS: {function} returned the status {status}.");
        }
    }
}
