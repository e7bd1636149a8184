using System.Runtime.InteropServices;

namespace Micrograd;

/// <summary>
/// A sum over all ranks in a ring. The numbers are cut into N slices. In each of N - 1 turns a rank sends a slice to the next rank, and
/// adds the slice that arrives from the rank before it to its own; then rank r has the sum of slice r. In N - 1 more turns the sums
/// go around. A rank sends 2(N-1)/N of the numbers, and no algorithm can do with fewer; each slice is added up in one order, so that all ranks
/// have the same bits in every run. MPI carries the slices. Its own sums that return at once go up a tree and down again, which
/// took twice as long for large numbers.
/// Source: Patarasuk and Yuan 2009, "Bandwidth optimal all-reduce algorithms for clusters of workstations".
/// </summary>
internal sealed unsafe class RingSum : MpiCollective
{
    /// <summary>Elements of a slice below which the ring's many turns cost more than its few bytes save.</summary>
    private const int FewestInASlice = 4096;

    private const int FirstTag = 8192, Tags = 8192; // sums that run at the same time have different ones; every MPI knows tags up to 32,767

    private readonly int tag;
    private readonly int turns;
    private readonly Buffer arriving; // the slice from the rank before
    private readonly nint* requests = (nint*)NativeMemory.AllocZeroed(2, (nuint)sizeof(nint)); // of what is sent, and of what arrives
    private int turn;

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
        arriving = new Buffer(Device.Cpu.Allocate(values.Type, longest), 0, longest);
        BeginTurn();
    }

    private int N => Group.Size;

    /// <summary>Whether so many numbers are better summed in a ring.</summary>
    public static bool IsWorthwhile(int count, int ranks) => count / ranks >= FewestInASlice;

    /// <inheritdoc/>
    protected override bool Advance()
    {
        while (turn < turns && Group.IsDone(&requests[0]) && Group.IsDone(&requests[1]))
        {
            if (turn < N - 1)
            {
                var own = Slice(Group.Rank - 2 - turn);
                Host.Storage.Device.Kernels.AddInto(arriving with { Length = own.Length }, own);
            }

            if (++turn < turns)
            {
                BeginTurn();
            }
        }

        return turn == turns;
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        arriving.Storage.Release();
        NativeMemory.Free(requests);
    }

    private void BeginTurn()
    {
        var (leaves, comes) = (Slice(Group.Rank - 1 - turn), Slice(Group.Rank - 2 - turn));
        var into = turn < N - 1 ? arriving with { Length = comes.Length } : comes;
        Group.Receive(AddressOf(into), into, (Group.Rank + N - 1) % N, tag, &requests[1]);
        Group.Send(AddressOf(leaves), leaves, (Group.Rank + 1) % N, tag, &requests[0]);
    }

    /// <summary>Slice r is rank r's; numbers go around.</summary>
    private Buffer Slice(int number)
    {
        long r = ((number % N) + N) % N;
        int begin = (int)(r * Host.Length / N), end = (int)((r + 1) * Host.Length / N);
        return Host with { Offset = Host.Offset + begin, Length = end - begin };
    }
}
