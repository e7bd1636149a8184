using ILGPU;
using ILGPU.Runtime;

namespace Kernels;

/// <summary>
/// Kernels cannot throw. One that follows indices leaves out a wrong one and writes down where it stood; when the
/// program next waits for the device, it reads that and throws what the host's kernels throw at once.
/// </summary>
internal sealed class FaultRecord : IDisposable
{
    private readonly GpuDevice device;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> words;
    private readonly PageLockedArray1D<int> copy;
    private bool isWatching;

    /// <param name="device">The device.</param>
    public FaultRecord(GpuDevice device)
    {
        this.device = device;
        words = device.Accelerator.Allocate1D<int>(FaultView.Words);
        copy = device.Accelerator.AllocatePageLocked1D<int>(FaultView.Words);
        Clear();
    }

    /// <summary>Where a kernel that is about to be launched reports. From the first on, every wait looks: others may wait before it is launched.</summary>
    public FaultView Watch()
    {
        isWatching = true;
        return new FaultView(words.View.BaseView);
    }

    /// <summary>Queues the read of the record, if there is any kernel that may have written it.</summary>
    /// <returns>Whether it did.</returns>
    public bool QueueRead()
    {
        if (isWatching)
        {
            device.Queue(words.View.BaseView, 0, copy.Span, toDevice: false);
        }

        return isWatching;
    }

    /// <summary>Looks at what was read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A kernel met a wrong index.</exception>
    public void ThrowIfAny()
    {
        var (position, index, mark, limit, kind, ignored) = (copy[0], copy[1], copy[2], copy[3], copy[4], copy[5]);
        if (position == FaultView.None)
        {
            return;
        }

        Clear();
        if (mark != FaultView.MarkOf(position, index))
        {
            throw IndexCheck.Several(kind == FaultView.Row ? "indices" : "targets", position, limit);
        }

        throw kind == FaultView.Row ? IndexCheck.NotARow(index, position, limit) : IndexCheck.NotAClass(index, position, limit, ignored);
    }

    public void Dispose()
    {
        copy.Dispose();
        words.Dispose();
    }

    private void Clear()
    {
        copy.Span.Fill(FaultView.None);
        device.Queue(words.View.BaseView, 0, copy.Span, toDevice: true);
    }
}

/// <summary>The record as a kernel sees it.</summary>
/// <param name="words">Position, index, mark of both, number of rows or classes, kind, ignored index.</param>
internal readonly struct FaultView(ArrayView<int> words)
{
    /// <summary>Length of the record.</summary>
    public const int Words = 6;

    /// <summary>The position while nothing was reported.</summary>
    public const int None = int.MaxValue;

    /// <summary>An index that is no row of a table.</summary>
    public const int Row = 0;

    /// <summary>A target that is no class.</summary>
    public const int Class = 1;

    /// <summary>Tells whether an index belongs to a position: several threads may write the record at the same time.</summary>
    public static int MarkOf(int position, int index) => position ^ index;

    /// <summary>Reports a wrong index. Of several, the first position stays; its index may be overwritten, which the mark shows.</summary>
    public void Report(int position, int index, int limit, int kind, int ignored)
    {
        if (Atomic.Min(ref words[0], position) > position)
        {
            words[1] = index;
            words[2] = MarkOf(position, index);
            words[3] = limit;
            words[4] = kind;
            words[5] = ignored;
        }
    }
}
