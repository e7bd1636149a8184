using System.Runtime.InteropServices;

namespace Micrograd;

/// <summary>
/// A sum over all ranks in a ring. The numbers are cut into N slices. In each of N - 1 turns a rank sends the sum of a slice so far to the
/// next rank, and adds its own numbers to the sum of another that arrives; then rank r has the sum of slice r. In N - 1 more turns the sums
/// go around. A rank sends 2(N-1)/N of the numbers, and no algorithm can do with fewer; each slice is added up in one order, so that all ranks
/// have the same bits in every run. MPI carries the slices. Its own sums that return at once go up a tree and down again, which
/// took twice as long for large numbers.
/// Sums are made in the memory in which they arrived: the numbers' own memory was read by another core the last time, and each write to it
/// would first have to take the line from that core (that was 23 of a sum's 64 microseconds for 256 KiB on two ranks; now it takes 44).
/// Source: Patarasuk and Yuan 2009, "Bandwidth optimal all-reduce algorithms for clusters of workstations".
/// </summary>
internal sealed unsafe class RingSum : MpiCollective
{
    /// <summary>Elements of a slice below which the ring's many turns cost more than its few bytes save.</summary>
    private const int FewestInASlice = 4096;

    private const int FirstTag = 8192, Tags = 8192; // sums that run at the same time have different ones; every MPI knows tags up to 32,767

    private readonly int tag;
    private readonly int turns;
    private readonly Buffer[] arriving; // the slice from the rank before, in turn: while one arrives, the last one leaves
    private readonly nint* requests = (nint*)NativeMemory.AllocZeroed(2, (nuint)sizeof(nint)); // of what is sent, and of what arrives
    private int turn;
    private bool isAdded; // what arrived in this turn

    /// <summary>Begins it.</summary>
    /// <param name="group">Who takes part.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="number">How many sums the group began before: the same on all ranks.</param>
    /// <param name="scatters">Whether each rank wants the sum of its own slice only: then the first half of the turns is all.</param>
    public RingSum(MpiGroup group, Buffer values, int number, bool scatters)
        : base(group, values)
    {
        tag = FirstTag + (number % Tags);
        turns = (scatters ? 1 : 2) * (N - 1);
        int longest = (values.Length + N - 1) / N;
        arriving = [.. Enumerable.Range(0, Math.Min(2, N - 1)).Select(_ => new Buffer(Device.Cpu.Allocate(values.Type, longest), 0, longest))];
        BeginTurn();
    }

    private int N => Group.Size;

    private IKernels Kernels => Host.Storage.Device.Kernels;

    /// <summary>Whether so many numbers are better summed in a ring.</summary>
    public static bool IsWorthwhile(int count, int ranks) => count / ranks >= FewestInASlice;

    /// <inheritdoc/>
    protected override bool Advance()
    {
        while (turn < turns && Group.IsDone(&requests[1]))
        {
            if (turn < N - 1 && !isAdded)
            {
                Kernels.AddInto(Slice(Group.Rank - 2 - turn), Arriving(turn));
                isAdded = true;
            }

            if (!Group.IsDone(&requests[0]))
            {
                return false;
            }

            isAdded = false;
            if (++turn < turns)
            {
                BeginTurn();
            }

            if (turn == N - 1)
            {
                Kernels.Copy(Arriving(turn - 1), Slice(Group.Rank));
            }
        }

        return turn == turns;
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        foreach (var slice in arriving)
        {
            slice.Storage.Release();
        }

        NativeMemory.Free(requests);
    }

    private void BeginTurn()
    {
        var leaves = turn is > 0 && turn < N ? Arriving(turn - 1) : Slice(Group.Rank - 1 - turn);
        var into = turn < N - 1 ? Arriving(turn) : Slice(Group.Rank - 2 - turn);
        Group.Receive(AddressOf(into), into, (Group.Rank + N - 1) % N, tag, &requests[1]);
        Group.Send(AddressOf(leaves), leaves, (Group.Rank + 1) % N, tag, &requests[0]);
    }

    /// <summary>Where the slice of a turn is added up: that of rank r - 2 - turn.</summary>
    private Buffer Arriving(int turn) => arriving[turn % arriving.Length] with { Length = Slice(Group.Rank - 2 - turn).Length };

    /// <summary>Slice r is rank r's; numbers go around.</summary>
    private Buffer Slice(int number)
    {
        long r = ((number % N) + N) % N;
        int begin = (int)(r * Host.Length / N), end = (int)((r + 1) * Host.Length / N);
        return Host with { Offset = Host.Offset + begin, Length = end - begin };
    }
}
