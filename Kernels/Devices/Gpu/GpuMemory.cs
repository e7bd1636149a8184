using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace Kernels;

/// <summary>A piece of a GPU's memory.</summary>
/// <param name="bytes">Its size.</param>
/// <param name="memory">ILGPU's handle.</param>
internal sealed class GpuBlock(long bytes, MemoryBuffer memory) : MemoryBlock(bytes)
{
    public MemoryBuffer Memory { get; } = memory;

    public override void Release()
    {
        try
        {
            Memory.Dispose();
        }
        catch (AcceleratorException)
        {
            // The memory of a lost device is gone with it; whoever uses it next is told.
        }
    }
}

/// <summary>Buffers as kernels see them.</summary>
public static class GpuBuffers
{
    /// <summary>A buffer of F32 for a kernel.</summary>
    public static ArrayView<float> Floats(this Buffer buffer) => View<float>(buffer, DType.F32);

    /// <summary>A buffer of I32 for a kernel.</summary>
    internal static ArrayView<int> Ints(this Buffer buffer) => View<int>(buffer, DType.I32);

    /// <summary>A buffer of BF16 for a kernel, as bits.</summary>
    internal static ArrayView<ushort> BFloat16s(this Buffer buffer) => View<ushort>(buffer, DType.BF16);

    /// <summary>The memory of a buffer of any type, seen as elements of another size; it must start at a whole one.</summary>
    internal static ArrayView<T> As<T>(this Buffer buffer)
        where T : unmanaged
    {
        long bytes = buffer.Type.Size();
        return new(Block(buffer).Memory, buffer.Offset * bytes / Unsafe.SizeOf<T>(), buffer.Length * bytes / Unsafe.SizeOf<T>());
    }

    /// <summary>A buffer for a kernel that only moves its elements: 32 bits each, whatever they mean.</summary>
    internal static ArrayView<int> Words(this Buffer buffer) => new(Block(buffer).Memory, buffer.Offset, buffer.Length);

    /// <summary>An optional buffer; the other, which the kernel does not touch then, where there is none.</summary>
    internal static ArrayView<float> FloatsOrNone(this Buffer? buffer, Buffer otherwise) => buffer is { } given ? given.Floats() : otherwise.Floats();

    private static ArrayView<T> View<T>(Buffer buffer, DType type)
        where T : unmanaged
        => buffer.Type == type
            ? new ArrayView<T>(Block(buffer).Memory, buffer.Offset, buffer.Length)
            : throw new InvalidOperationException(
                $"A kernel asked for {type} elements, but the tensor, on {buffer.Storage.Device}, holds {buffer.Type}. Operands must be on one device, and numbers and indices in their places.");

    private static GpuBlock Block(Buffer buffer) => buffer.Storage.Block as GpuBlock
        ?? throw new InvalidOperationException($"A GPU's kernel got a tensor on {buffer.Storage.Device}. Operands must be on one device.");
}
