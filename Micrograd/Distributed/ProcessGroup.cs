using System.Runtime.InteropServices;
using System.Text;

namespace Micrograd;

/// <summary>
/// Processes that train one model together. Each has a rank, 0 to N - 1, and all call the same collective operations in the same
/// order. Those on tensors work in place and are begun first and awaited later, so that a program can compute meanwhile.
/// Source: the MPI standard, chapter "Collective Communication".
/// </summary>
public abstract class ProcessGroup : IDisposable
{
    /// <summary>A process alone, for which no library is loaded.</summary>
    public static ProcessGroup Single { get; } = new SingleProcess();

    /// <summary>Which one this is.</summary>
    public abstract int Rank { get; }

    /// <summary>How many there are, N.</summary>
    public abstract int Size { get; }

    /// <summary>Whether this is the one that prints and saves.</summary>
    public bool IsFirst => Rank == 0;

    /// <summary>What carries the numbers, for people.</summary>
    public abstract string Description { get; }

    /// <summary>Begins to replace each element by its sum over all ranks.</summary>
    /// <param name="values">F32 or F64; of the same length everywhere.</param>
    public abstract Collective AllReduce(Buffer values);

    /// <summary>Begins to do it for the rank's own slice only: elements Rank·L/N to (Rank + 1)·L/N. The others become undefined.</summary>
    /// <param name="values">L elements, a multiple of N.</param>
    public abstract Collective ReduceScatter(Buffer values);

    /// <summary>Begins to give everyone's slice to everyone.</summary>
    /// <param name="values">L elements, a multiple of N, of which the rank's own slice counts.</param>
    public abstract Collective AllGather(Buffer values);

    /// <summary>Begins to give the first rank's elements to everyone.</summary>
    public abstract Collective Broadcast(Buffer values);

    /// <summary>Collects as many bytes from each rank, and waits for them.</summary>
    /// <param name="mine">This rank's.</param>
    /// <param name="all">N times as many: those of rank 0 first.</param>
    public abstract void AllGather(ReadOnlySpan<byte> mine, Span<byte> all);

    /// <summary>Waits until all ranks have come here.</summary>
    public abstract void Barrier();

    /// <summary>Gives what was begun an opportunity to go on, while the program computes.</summary>
    public virtual void Progress()
    {
    }

    /// <summary>Ends all processes at once, this one included.</summary>
    public abstract void Abort(int exitCode);

    /// <summary>Leaves the group in good order, which everyone must do.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>A number of each rank, that of rank 0 first.</summary>
    public T[] Gather<T>(T mine)
        where T : unmanaged
    {
        var all = new T[Size];
        AllGather(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in mine)), MemoryMarshal.AsBytes(all.AsSpan()));
        return all;
    }

    /// <summary>A text of each rank, that of rank 0 first.</summary>
    public string[] Gather(string mine)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(mine);
        int[] lengths = Gather(bytes.Length);
        int room = lengths.Max();
        byte[] all = new byte[room * Size];
        Array.Resize(ref bytes, room);
        AllGather(bytes, all);
        return [.. lengths.Select((length, rank) => Encoding.UTF8.GetString(all, rank * room, length))];
    }

    /// <summary>Whether it holds on any rank.</summary>
    public bool Any(bool mine) => Size == 1 ? mine : Gather(mine ? (byte)1 : (byte)0).Contains((byte)1);
}

/// <summary>A collective operation that was begun.</summary>
public abstract class Collective
{
    /// <summary>One that is done.</summary>
    public static Collective Done { get; } = new Nothing();

    /// <summary>Waits until the numbers are there; on a GPU, until what is queued from now on finds them.</summary>
    /// <exception cref="RankFailureException">A rank does not come, or the connection to it failed.</exception>
    public abstract void Wait();

    private sealed class Nothing : Collective
    {
        public override void Wait()
        {
        }
    }
}
