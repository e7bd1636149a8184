using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Kernels;

/// <summary>
/// The threads of a processor device. A kernel cuts its work into pieces, and each thread has a share of them: the caller the
/// first ones, the last worker the last ones. Kernels cut along the same rows, so that a thread finds in its own core's cache what
/// it wrote in the kernel before; cores may lie on different chips, where the other's data is as far as memory. Who is
/// through with his own helps the others, so a slow or late thread holds nobody up. Starting a job costs 1 to 3 microseconds
/// and no memory, while <c>Parallel.For</c> takes several times as long and allocates.
/// </summary>
/// <param name="threads">Threads that compute, the caller's among them.</param>
public sealed unsafe class ThreadTeam(int threads) : IDisposable
{
    /// <summary>How long an idle worker looks for work before it lets go of its core, in microseconds.</summary>
    private const int SpinMicroseconds = 50;

    private static readonly long SpinTicks = Stopwatch.Frequency * SpinMicroseconds / 1_000_000;

    private readonly object sleep = new();
    private readonly List<Thread> workers = [];
    private int threads = Checked(threads);
    private volatile bool stopped;
    private int busy;
    private int sleepers;

    // The current job. It stands still from the first piece that is taken to the last that is finished.
    private delegate*<ThreadTeam, void*, int, int, void> runPieces;
    private void* job;
    private int pieces;
    private int shares;
    private Exception? failure;
    private TeamCounters counters = new(Checked(threads));

    /// <summary>How many threads compute, the caller's among them. May be changed between runs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public int Threads
    {
        get => threads;
        set => threads = Checked(value);
    }

    /// <summary>
    /// Runs pieces 0 to <paramref name="pieces"/> - 1 and returns when all are finished. A call from inside a piece, or
    /// while another thread has the team, runs on the calling thread alone. An exception in a piece comes out here; the
    /// other pieces may have run or not.
    /// </summary>
    /// <param name="job">The work; all threads use this one copy.</param>
    /// <param name="pieces">Number of pieces; it may be 0.</param>
    public void Run<TJob>(ref TJob job, int pieces)
        where TJob : struct, IJob
    {
        if (pieces <= 1 || threads == 1 || stopped || Interlocked.CompareExchange(ref busy, 1, 0) != 0)
        {
            for (int piece = 0; piece < pieces; piece++)
            {
                job.Run(piece);
            }

            return;
        }

        // The workers get the address of the job. Pinned, it holds even for a job that is a field of some object.
        fixed (byte* address = &Unsafe.As<TJob, byte>(ref job))
        {
            Publish(&RunPieces<TJob>, address, pieces);
            if (TryTake(share: 0, out int piece))
            {
                RunPieces<TJob>(this, address, share: 0, piece);
            }

            WaitForWorkers();
        }

        var thrown = failure;
        failure = null;
        Volatile.Write(ref busy, 0);
        if (thrown is not null)
        {
            ExceptionDispatchInfo.Throw(thrown);
        }
    }

    /// <summary>Ends the workers. A later <see cref="Run"/> computes on the calling thread.</summary>
    public void Dispose()
    {
        stopped = true;
        lock (sleep)
        {
            Monitor.PulseAll(sleep);
        }

        foreach (var worker in workers)
        {
            worker.Join();
        }

        workers.Clear();
    }

    private static int Checked(int threads) => threads >= 1
        ? threads
        : throw new ArgumentOutOfRangeException(nameof(threads), threads, "A team needs at least 1 thread.");

    /// <summary>
    /// Does the piece just taken and those that are left. Until it has counted its pieces as finished the job cannot
    /// end, so whatever it takes belongs to this same job.
    /// </summary>
    private static void RunPieces<TJob>(ThreadTeam team, void* job, int share, int piece)
        where TJob : struct, IJob
    {
        int done = 0;
        do
        {
            try
            {
                Unsafe.AsRef<TJob>(job).Run(piece);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref team.failure, exception, null);
            }

            done++;
        }
        while (team.TryTake(share, out piece));
        Interlocked.Add(ref team.counters.Finished, done);
    }

    private void Publish(delegate*<ThreadTeam, void*, int, int, void> runPieces, void* job, int pieces)
    {
        if (threads > counters.Shares)
        {
            var more = new TeamCounters(threads);
            more.Begun = counters.Begun;
            counters = more;
        }

        for (int index = workers.Count; index < threads - 1; index++)
        {
            StartWorker(index);
        }

        this.runPieces = runPieces;
        this.job = job;
        this.pieces = pieces;
        shares = threads;
        counters.Finished = 0;
        for (int share = 0; share < shares; share++)
        {
            Volatile.Write(ref counters.Left(share), StartOf(share + 1) - StartOf(share));
        }

        // A full fence on both sides: either this thread sees that a worker sleeps, or the worker sees the job.
        Interlocked.Increment(ref counters.Begun);
        if (Volatile.Read(ref sleepers) > 0)
        {
            lock (sleep)
            {
                Monitor.PulseAll(sleep);
            }
        }
    }

    /// <summary>First piece of a share.</summary>
    private int StartOf(int share) => (int)((long)pieces * share / shares);

    /// <summary>
    /// Takes a piece, of the own share if one is left there, else of the next. Who has one may read the job; who has none must not,
    /// since the next job may be on its way in.
    /// </summary>
    private bool TryTake(int share, out int piece)
    {
        var counters = this.counters;
        for (int tried = 0; tried < counters.Shares; tried++)
        {
            ref int left = ref counters.Left(share);
            if (Volatile.Read(ref left) > 0 && Interlocked.Decrement(ref left) is >= 0 and int after)
            {
                piece = StartOf(share + 1) - 1 - after;
                return true;
            }

            share = share + 1 < counters.Shares ? share + 1 : 0;
        }

        piece = -1;
        return false;
    }

    private void WaitForWorkers()
    {
        var spin = default(SpinWait);
        while (Volatile.Read(ref counters.Finished) != pieces)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    private void StartWorker(int index)
    {
        int begun = counters.Begun; // it is to help with the job that is about to begin
        var worker = new Thread(() => Work(index, begun)) { IsBackground = true, Name = $"Kernels worker {index + 1}" };
        workers.Add(worker);
        worker.Start();
    }

    /// <summary>A worker's life: it waits for the next job and helps with it.</summary>
    private void Work(int index, int begun)
    {
        while (!stopped)
        {
            long idleSince = Stopwatch.GetTimestamp();
            while (Volatile.Read(ref counters.Begun) == begun && Stopwatch.GetTimestamp() - idleSince < SpinTicks)
            {
                Thread.SpinWait(1);
            }

            if (Volatile.Read(ref counters.Begun) == begun)
            {
                Sleep(begun);
            }

            begun = Volatile.Read(ref counters.Begun);
            if (index < threads - 1 && TryTake(index + 1, out int piece))
            {
                runPieces(this, job, index + 1, piece);
            }
        }
    }

    /// <summary>Lets go of the core until another job than the last one has begun.</summary>
    private void Sleep(int begun)
    {
        lock (sleep)
        {
            Interlocked.Increment(ref sleepers);
            while (Volatile.Read(ref counters.Begun) == begun && !stopped)
            {
                Monitor.Wait(sleep);
            }

            Interlocked.Decrement(ref sleepers);
        }
    }
}
