using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>What a kernel reads or writes: <see cref="Length"/> contiguous elements of a storage, from <see cref="Offset"/> on.</summary>
/// <param name="Storage">The memory.</param>
/// <param name="Offset">First element, counted in elements.</param>
/// <param name="Length">Number of elements.</param>
public readonly record struct Buffer(Storage Storage, int Offset, int Length)
{
    /// <summary>The element type.</summary>
    public DType Type => Storage.Type;

    /// <summary>The elements as floats; host devices only.</summary>
    public Span<float> F32 => Host<float>(DType.F32);

    /// <summary>The elements as doubles; host devices only.</summary>
    public Span<double> F64 => Host<double>(DType.F64);

    /// <summary>The elements as integers; host devices only.</summary>
    public Span<int> I32 => Host<int>(DType.I32);

    /// <summary>Address of the first float; host devices only. The caller keeps the tensor alive.</summary>
    public unsafe float* FloatPointer => (float*)Unsafe.AsPointer(ref F32.GetPinnableReference());

    /// <summary>Address of the first integer; host devices only. The caller keeps the tensor alive.</summary>
    public unsafe int* IntPointer => (int*)Unsafe.AsPointer(ref I32.GetPinnableReference());

    private unsafe Span<T> Host<T>(DType type)
        where T : unmanaged
    {
        if (Storage.Type != type)
        {
            throw new InvalidOperationException(
                $"A kernel asked for {type} elements, but the tensor, on {Storage.Device}, holds {Storage.Type}. Operands must be on one device, and numbers and indices in their places.");
        }

        if (Storage.Block is not HostBlock block)
        {
            throw new InvalidOperationException($"A kernel of the processor got a tensor on {Storage.Device}. Operands must be on one device.");
        }

        return new Span<T>((T*)block.Address + Offset, Length);
    }
}
