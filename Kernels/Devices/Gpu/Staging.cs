using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace Kernels;

/// <summary>
/// Page-locked memory of this machine through which numbers travel to a GPU and back. The driver copies from such memory
/// while the program goes on. Space is handed out from front to back; when it runs out, the stream is waited for and
/// everything is free again, which happens anyway whenever a result is read.
/// </summary>
internal sealed unsafe class Staging : IDisposable
{
    /// <summary>Batches of tokens fit in many times.</summary>
    public const int Bytes = 4 << 20;

    private byte* memory;
    private readonly PageLockScope<byte> pageLock;
    private readonly Action synchronize;
    private int used;

    /// <param name="accelerator">The device that is to copy.</param>
    /// <param name="synchronize">Waits until all copies are done, and calls <see cref="Free"/>.</param>
    public Staging(Accelerator accelerator, Action synchronize)
    {
        this.synchronize = synchronize;
        memory = (byte*)NativeMemory.AlignedAlloc(Bytes, 4096);
        pageLock = accelerator.CreatePageLockFromPinned<byte>((nint)memory, Bytes);
    }

    /// <summary>Room for so many numbers, at most <see cref="Bytes"/> of memory.</summary>
    public Span<T> Take<T>(int count)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(memory == null, this);
        const int Alignment = 64;
        int bytes = (count * sizeof(T) + Alignment - 1) / Alignment * Alignment;
        if (bytes > Bytes - used)
        {
            synchronize();
        }

        var room = new Span<T>((T*)(memory + used), count);
        used += bytes;
        return room;
    }

    /// <summary>No copy is under way any more: all room is free.</summary>
    public void Free() => used = 0;

    public void Dispose()
    {
        byte* mine = memory;
        memory = null;
        if (mine != null)
        {
            pageLock.Dispose();
            NativeMemory.AlignedFree(mine);
        }
    }
}
