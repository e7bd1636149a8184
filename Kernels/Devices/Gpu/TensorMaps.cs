using System.Runtime.InteropServices;
using ILGPU.Runtime;

namespace Kernels;

/// <summary>
/// Descriptions of matrices for Hopper's copy engine, in the GPU's memory. A training step multiplies in the same memory as the step before, so
/// each description is made and copied once; when there is no more room, all are forgotten.
/// </summary>
internal sealed unsafe class TensorMaps(GpuDevice device)
{
    private const int Words = 16;
    private const int Most = 4096;

    private readonly Dictionary<(DType Type, long Address, int Columns, int Rows, int Matrices), long> known = [];
    private readonly Buffer memory = new(device.Allocate(DType.I32, 2 * Words * Most), 0, 2 * Words * Most);

    /// <summary>Where the GPU finds the description of some matrices.</summary>
    /// <param name="type">BF16 or F32.</param>
    /// <param name="address">The first matrix.</param>
    /// <param name="columns">Neighbours in memory.</param>
    /// <param name="rows">Rows of a matrix.</param>
    /// <param name="matrices">How many lie one after another.</param>
    public long Of(DType type, long address, int columns, int rows, int matrices)
    {
        lock (known)
        {
            if (known.TryGetValue((type, address, columns, rows, matrices), out long found))
            {
                return found;
            }

            if (known.Count == Most)
            {
                known.Clear(); // what is queued was queued before the copies that will overwrite these
            }

            void* map = NativeMemory.AlignedAlloc(sizeof(long) * Words, 64);
            try
            {
                CudaDriver.Describe(map, type, address, columns, rows, matrices);
                int at = 2 * Words * known.Count;
                device.Write(new Buffer(memory.Storage, at, 2 * Words), new ReadOnlySpan<int>(map, 2 * Words));
                return known[(type, address, columns, rows, matrices)] = memory.As<byte>().LoadEffectiveAddressAsPtr() + (at * (long)sizeof(int));
            }
            finally
            {
                NativeMemory.AlignedFree(map);
            }
        }
    }
}
