using System.Diagnostics;

namespace Micrograd;

/// <summary>
/// Ranks that MPI started and whose numbers it carries. All operations are the non-blocking ones of MPI 3: they go on whenever
/// the program calls MPI, so that sums are computed while the backward pass still runs, and no wait is without an end. Numbers on
/// a GPU go through this machine's memory.
/// </summary>
public sealed unsafe class MpiGroup : ProcessGroup
{
    /// <summary>How long an answer is awaited by looking again at once, before the core is offered to others.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMicroseconds(50);

    private readonly MpiConstants mpi;
    private readonly RollCall rollCall;
    private readonly List<MpiCollective> running = [];

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
    /// <param name="timeout">How long a rank waits for the others.</param>
    /// <exception cref="RankFailureException">MPI's library is missing, or is not the one that started the ranks.</exception>
    public static ProcessGroup Open(TimeSpan timeout) => RankEnvironment.Detect() is { } environment ? new MpiGroup(environment, timeout) : Single;

    /// <inheritdoc/>
    public override Collective AllReduce(Buffer values) => Begin(values, (host, type, request) =>
        Mpi.Iallreduce(mpi.InPlace, host, values.Length, type, mpi.Sum, mpi.World, request));

    /// <inheritdoc/>
    public override Collective ReduceScatter(Buffer values)
    {
        int slice = values.Length / Size;
        return Begin(values, (host, type, request) => Mpi.IreduceScatterBlock(mpi.InPlace, host, slice, type, mpi.Sum, mpi.World, request), MoveToItsPlace);

        // In place, MPI leaves each rank's slice at the beginning.
        void MoveToItsPlace(nint host)
        {
            long bytes = (long)slice * values.Type.Size();
            System.Buffer.MemoryCopy((void*)host, (byte*)host + (Rank * bytes), bytes, bytes);
        }
    }

    /// <inheritdoc/>
    public override Collective AllGather(Buffer values) => Begin(values, (host, type, request) =>
        Mpi.Iallgather(mpi.InPlace, 0, type, host, values.Length / Size, type, mpi.World, request));

    /// <inheritdoc/>
    public override Collective Broadcast(Buffer values) => Begin(values, (host, type, request) =>
        Mpi.Ibcast(host, values.Length, type, 0, mpi.World, request));

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

    /// <summary>Waits for a request, not longer than is allowed.</summary>
    internal void WaitFor(nint* request)
    {
        long since = Stopwatch.GetTimestamp();
        int calls = 0;
        while (!IsDone(request))
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

    /// <summary>Begins an operation on numbers, where MPI can reach them.</summary>
    private MpiCollective Begin(Buffer values, Start start, Action<nint>? atTheEnd = null)
    {
        var collective = new MpiCollective(this, values, atTheEnd, ended => running.Remove(ended));
        var type = values.Type switch
        {
            DType.F32 => mpi.Float,
            DType.F64 => mpi.Double,
            var other => throw new ArgumentException($"Collectives are for floats and doubles, not for {other}."),
        };
        MpiLibrary.Check(start((void*)collective.Host, type, collective.Request), "begin to exchange numbers");
        running.Add(collective);
        return collective;
    }

    private delegate int Start(void* host, nint type, nint* request);
}
