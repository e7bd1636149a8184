using System.Diagnostics;

namespace Micrograd;

/// <summary>
/// Ranks that MPI started and whose numbers it carries. All operations return at once, and go on whenever the program calls MPI, so
/// that sums are computed while the backward pass still runs, and no wait is without an end. Large sums go around in a ring
/// (<see cref="RingSum"/>), all else is MPI's. Numbers on a GPU go through this machine's memory.
/// </summary>
public sealed unsafe class MpiGroup : ProcessGroup
{
    /// <summary>How long an answer is awaited by looking again at once, before the core is offered to others.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMicroseconds(50);

    private readonly MpiConstants mpi;
    private readonly RollCall rollCall;
    private readonly List<MpiCollective> running = [];
    private int sums; // begun so far: all ranks begin the same ones

    private MpiGroup(RankEnvironment environment, TimeSpan timeout)
    {
        (Rank, Size) = (environment.Rank, environment.Size);
        mpi = MpiLibrary.Begin(environment);
        Description = MpiLibrary.Version();
        rollCall = new RollCall(mpi, Rank, Size, timeout);
    }

    /// <inheritdoc/>
    public override int Rank { get; }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <summary>The ranks that were started together with this process; without mpirun, this process alone, and nothing is loaded.</summary>
    /// <param name="environment">What the engine told; null: this process was started alone.</param>
    /// <param name="timeout">How long a rank waits for the others.</param>
    /// <exception cref="RankFailureException">MPI's library is missing, or is not the one that started the ranks.</exception>
    public static ProcessGroup Open(RankEnvironment? environment, TimeSpan timeout) => environment is null ? Single : new MpiGroup(environment, timeout);

    /// <inheritdoc/>
    public override Collective AllReduce(Buffer values) => RingSum.IsWorthwhile(values.Length, Size)
        ? Begin(new RingSum(this, values, sums++, scatters: false))
        : Begin(new MpiOperation(this, values, (host, type, request) => Mpi.Iallreduce(mpi.InPlace, host, values.Length, type, mpi.Sum, mpi.World, request)));

    /// <inheritdoc/>
    public override Collective ReduceScatter(Buffer values) => Begin(new RingSum(this, values, sums++, scatters: true));

    /// <inheritdoc/>
    public override Collective AllGather(Buffer values) => Begin(new MpiOperation(this, values, (host, type, request) =>
        Mpi.Iallgather(mpi.InPlace, 0, type, host, values.Length / Size, type, mpi.World, request)));

    /// <inheritdoc/>
    public override Collective Broadcast(Buffer values) => Begin(new MpiOperation(this, values, (host, type, request) =>
        Mpi.Ibcast(host, values.Length, type, 0, mpi.World, request)));

    /// <inheritdoc/>
    public override void AllGather(ReadOnlySpan<byte> mine, Span<byte> all)
    {
        fixed (byte* from = mine, into = all)
        {
            nint request = 0;
            MpiLibrary.Check(Mpi.Iallgather((nint)from, mine.Length, mpi.Byte, into, mine.Length, mpi.Byte, mpi.World, &request), "gather numbers");
            WaitFor(&request);
        }
    }

    /// <inheritdoc/>
    public override void Barrier()
    {
        nint request = 0;
        MpiLibrary.Check(Mpi.Ibarrier(mpi.World, &request), "meet the other ranks");
        WaitFor(&request);
    }

    /// <inheritdoc/>
    public override void Progress()
    {
        foreach (var collective in running)
        {
            collective.Test();
        }
    }

    /// <inheritdoc/>
    public override void Abort(int exitCode)
    {
        _ = Mpi.Abort(mpi.World, exitCode);
        Environment.Exit(exitCode);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Barrier(); // with its time limit, which MPI_Finalize has not
        _ = Mpi.Finish();
        base.Dispose();
    }

    /// <summary>Waits until something is done, not longer than is allowed.</summary>
    internal void WaitFor(Func<bool> isDone)
    {
        long since = Stopwatch.GetTimestamp();
        int calls = 0;
        while (!isDone())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                Thread.Yield();
                rollCall.Wait(since, ref calls);
            }
        }
    }

    /// <summary>Looks after a request, which gives MPI the opportunity to go on with it.</summary>
    internal bool IsDone(nint* request)
    {
        MpiLibrary.Check(Mpi.Test(request, out int done, mpi.StatusIgnore), "exchange numbers");
        return done != 0;
    }

    /// <summary>Begins to send numbers to a rank.</summary>
    internal void Send(void* numbers, Buffer of, int target, int tag, nint* request) =>
        MpiLibrary.Check(Mpi.Isend(numbers, of.Length, TypeOf(of), target, tag, mpi.World, request), "begin to send numbers");

    /// <summary>Begins to receive as many numbers from a rank.</summary>
    internal void Receive(void* numbers, Buffer into, int source, int tag, nint* request) =>
        MpiLibrary.Check(Mpi.Irecv(numbers, into.Length, TypeOf(into), source, tag, mpi.World, request), "begin to receive numbers");

    /// <summary>MPI's name of a type.</summary>
    internal nint TypeOf(Buffer values) => values.Type switch
    {
        DType.F32 => mpi.Float,
        DType.F64 => mpi.Double,
        var other => throw new ArgumentException($"Collectives are for floats and doubles, not for {other}."),
    };

    /// <summary>Is told that an operation is over.</summary>
    internal void Forget(MpiCollective ended) => running.Remove(ended);

    private MpiCollective Begin(MpiCollective begun)
    {
        running.Add(begun);
        return begun;
    }

    private void WaitFor(nint* request) => WaitFor(() => IsDone(request));
}
