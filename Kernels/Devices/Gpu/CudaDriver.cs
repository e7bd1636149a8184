using System.Runtime.InteropServices;
using ILGPU.Runtime.Cuda;

namespace Kernels;

/// <summary>What CUDA's driver offers and ILGPU does not pass on.</summary>
internal static unsafe class CudaDriver
{
    private const int MaxDynamicSharedSizeBytes = 8; // CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES

    private const int Float32 = 7; // CU_TENSOR_MAP_DATA_TYPE_FLOAT32
    private const int BFloat16 = 9; // CU_TENSOR_MAP_DATA_TYPE_BFLOAT16
    private const int Swizzle128 = 3; // CU_TENSOR_MAP_SWIZZLE_128B
    private const int Promotion256 = 3; // CU_TENSOR_MAP_L2_PROMOTION_L2_256B

    private static readonly Lazy<nint> Library = new(() =>
        GpuLibraries.Cuda.Select(file => NativeLibrary.TryLoad(file, out nint library) ? library : 0).FirstOrDefault(library => library != 0));

    /// <summary>A function of the driver.</summary>
    public static nint Function(string name) => NativeLibrary.GetExport(Library.Value, name);

    /// <summary>Lets a kernel be launched with more than the 48 KiB of shared memory that every kernel may have.</summary>
    /// <exception cref="DeviceException">The GPU has not so much.</exception>
    public static void AllowSharedMemory(CudaKernel kernel, int bytes)
    {
        var set = (delegate* unmanaged<nint, int, int, int>)Function("cuFuncSetAttribute");
        int status = set(kernel.FunctionPtr, MaxDynamicSharedSizeBytes, bytes);
        if (status != 0)
        {
            throw new DeviceException($"A kernel needs {bytes >> 10} KiB of shared memory, and this GPU refuses so much (status {status}): choose another device.");
        }
    }

    /// <summary>
    /// Describes matrices to Hopper's copy engine, which then brings pieces of 64 x 128 bytes to shared memory, swizzled as <see cref="SharedPanel"/> wants it, and zeros
    /// for what lies beyond.
    /// </summary>
    /// <param name="map">The description: 128 bytes, at a multiple of 64.</param>
    /// <param name="type">BF16 or F32.</param>
    /// <param name="address">The first matrix, at a multiple of 16 bytes.</param>
    /// <param name="columns">Neighbours in memory, 16 bytes of them or a multiple.</param>
    /// <param name="rows">Rows of a matrix.</param>
    /// <param name="matrices">How many lie one after another.</param>
    /// <exception cref="DeviceException">The driver does not take it.</exception>
    public static void Describe(void* map, DType type, long address, int columns, int rows, int matrices)
    {
        ulong* sizes = stackalloc ulong[] { (ulong)columns, (ulong)rows, (ulong)matrices };
        ulong rowBytes = (ulong)type.Size() * (ulong)columns;
        ulong* steps = stackalloc ulong[] { rowBytes, rowBytes * (ulong)rows };
        uint* box = stackalloc uint[] { (uint)(SharedPanel.RowBytes / type.Size()), SharedPanel.Size, 1 };
        uint* every = stackalloc uint[] { 1, 1, 1 };
        var encode = (delegate* unmanaged<void*, int, uint, void*, ulong*, ulong*, uint*, uint*, int, int, int, int, int>)Function("cuTensorMapEncodeTiled");
        int status = encode(map, type == DType.BF16 ? BFloat16 : Float32, 3, (void*)address, sizes, steps, box, every, 0, Swizzle128, Promotion256, 0);
        if (status != 0)
        {
            throw new DeviceException($"CUDA's driver does not describe a matrix of {rows} x {columns} to its copy engine (status {status}): choose another device.");
        }
    }
}
