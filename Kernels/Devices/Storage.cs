namespace Kernels;

/// <summary>
/// A block of a device's memory with a type. Tensors that are views of one another share one storage and count their
/// references; the last to let go returns the block to the device's pool. One that was forgotten comes back when the
/// garbage collector finds it. Several threads may take views of one tensor and let go of them at the same time.
/// </summary>
public sealed class Storage
{
    private MemoryBlock? block;
    private int references = 1;

    internal Storage(Device device, DType type, int length, MemoryBlock block, bool isBFloat16)
    {
        Device = device;
        Type = type;
        IsBFloat16 = isBFloat16;
        Length = length;
        this.block = block;
    }

    /// <summary>Returns a forgotten block to the pool.</summary>
    ~Storage() => ReturnBlock();

    /// <summary>The device whose memory this is.</summary>
    public Device Device { get; }

    /// <summary>The element type.</summary>
    public DType Type { get; }

    /// <summary>
    /// Whether the elements are bf16: on a GPU their <see cref="Type"/> says so, elsewhere they are numbers of the device's own type that
    /// bf16 can hold.
    /// </summary>
    public bool IsBFloat16 { get; }

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>True once the memory went back to the pool: reading it now would read somebody else's numbers.</summary>
    public bool IsFreed => block is null;

    /// <summary>Whether more than one tensor uses this memory.</summary>
    public bool IsShared => Volatile.Read(ref references) > 1;

    /// <summary>Counts assignments, for who keeps something that was computed from the numbers.</summary>
    public int Writes { get; set; }

    internal MemoryBlock Block => block ?? throw new ObjectDisposedException(nameof(Storage), "This memory went back to the device's pool.");

    /// <summary>One more tensor uses this memory.</summary>
    public void AddReference() => Interlocked.Increment(ref references);

    /// <summary>One tensor less uses this memory; the last one frees it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref references) == 0)
        {
            ReturnBlock();
            GC.SuppressFinalize(this);
        }
    }

    private void ReturnBlock()
    {
        if (Interlocked.Exchange(ref block, null) is { } mine)
        {
            Device.Pool.Return(mine);
        }
    }
}
