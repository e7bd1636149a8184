namespace Kernels;

/// <summary>A piece of a device's memory that the pool hands out again and again.</summary>
/// <param name="bytes">Its size.</param>
internal abstract class MemoryBlock(long bytes)
{
    public long Bytes { get; } = bytes;

    /// <summary>Gives the memory back to the system.</summary>
    public abstract void Release();
}

/// <summary>What a device's memory pool holds at a moment.</summary>
/// <param name="BytesInUse">Memory that tensors use now.</param>
/// <param name="BytesHeld">Memory taken from the system: in use, or waiting to be used again.</param>
/// <param name="SystemAllocations">How often the pool had to ask the system; constant in a warmed-up training loop.</param>
public readonly record struct MemoryStatistics(long BytesInUse, long BytesHeld, long SystemAllocations);

/// <summary>
/// Keeps freed blocks by size and hands them out again, so that a training step asks the system for nothing once its
/// shapes have been seen.
/// </summary>
public sealed class MemoryPool
{
    /// <summary>Below this the pool never forces a garbage collection to find forgotten tensors.</summary>
    private const long CollectionThreshold = 256L << 20;

    private readonly Lock gate = new();
    private readonly Dictionary<long, Stack<MemoryBlock>> free = [];

    /// <summary>Every block taken from the system. A forgotten tensor's block must not be collected with it, since it comes back here.</summary>
    private readonly HashSet<MemoryBlock> all = [];
    private readonly Func<long, MemoryBlock> allocate;
    private readonly long limit;
    private long inUse;
    private long held;
    private long systemAllocations;
    private long inUseAfterCollection;

    /// <summary>A pool over a system allocator.</summary>
    /// <param name="allocate">Takes that many bytes from the system, aligned to 64; throws <see cref="OutOfMemoryException"/> when there are none.</param>
    /// <param name="limit">
    /// All the bytes there are. Drivers that hand out more than that (OpenCL's do, as long as nobody writes) would end the
    /// process later, without a word.
    /// </param>
    internal MemoryPool(Func<long, MemoryBlock> allocate, long limit = long.MaxValue) => (this.allocate, this.limit) = (allocate, limit);

    /// <summary>What to do before unused blocks are given back: a GPU may still have work queued that uses them.</summary>
    internal Action? BeforeTrim { get; set; }

    /// <summary>Who is told of every block that is handed out or comes back; null: nobody.</summary>
    internal KernelMeter? Meter { get; set; }

    /// <summary>What the pool holds now.</summary>
    public MemoryStatistics Statistics
    {
        get
        {
            lock (gate)
            {
                return new MemoryStatistics(inUse, held, systemAllocations);
            }
        }
    }

    /// <summary>A block of at least <paramref name="bytes"/> bytes, its contents undefined.</summary>
    internal MemoryBlock Take(long bytes)
    {
        long size = RoundUp(bytes);
        lock (gate)
        {
            if (TryTakeFree(size) is { } block)
            {
                return block;
            }
        }

        CollectForgottenTensors(size);
        try
        {
            return TakeFreeOrFromSystem(size);
        }
        catch (OutOfMemoryException)
        {
            // Forgotten tensors, and free blocks of other sizes, may be all that is in the way.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Trim();
            return TakeFreeOrFromSystem(size);
        }
    }

    /// <summary>Takes a block back.</summary>
    internal void Return(MemoryBlock block)
    {
        lock (gate)
        {
            if (!free.TryGetValue(block.Bytes, out var blocks))
            {
                free[block.Bytes] = blocks = new Stack<MemoryBlock>();
            }

            blocks.Push(block);
            inUse -= block.Bytes;
            Meter?.Returned(block);
        }
    }

    /// <summary>Gives every unused block back to the system.</summary>
    public void Trim()
    {
        BeforeTrim?.Invoke();
        lock (gate)
        {
            foreach (var blocks in free.Values)
            {
                while (blocks.TryPop(out var block))
                {
                    all.Remove(block);
                    held -= block.Bytes;
                    block.Release();
                }
            }
        }
    }

    /// <summary>Sizes are rounded to an eighth of their power of two: few distinct sizes, at most 12.5 % wasted (of small blocks, at most 64 bytes).</summary>
    private static long RoundUp(long bytes)
    {
        bytes = Math.Max(bytes, 64);
        long step = Math.Max(64, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)bytes) / 16);
        return (bytes + step - 1) / step * step;
    }

    private MemoryBlock? TryTakeFree(long size)
    {
        if (free.TryGetValue(size, out var blocks) && blocks.TryPop(out var block))
        {
            inUse += size;
            Meter?.Taken(block);
            return block;
        }

        return null;
    }

    private MemoryBlock TakeFreeOrFromSystem(long size)
    {
        lock (gate)
        {
            if (TryTakeFree(size) is { } free)
            {
                return free;
            }

            var block = held <= limit - size ? allocate(size) : throw new OutOfMemoryException();
            all.Add(block);
            inUse += size;
            held += size;
            systemAllocations++;
            Meter?.Taken(block);
            return block;
        }
    }

    /// <summary>
    /// The collector does not see device memory, so a loop that drops tensors without freeing them would grow without
    /// bound. When the memory in use has doubled since the last look, look again.
    /// </summary>
    private void CollectForgottenTensors(long size)
    {
        lock (gate)
        {
            if (inUse + size < Math.Max(CollectionThreshold, 2 * inUseAfterCollection))
            {
                return;
            }
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        lock (gate)
        {
            inUseAfterCollection = inUse;
        }
    }
}
