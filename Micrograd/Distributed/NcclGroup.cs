using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Micrograd;

/// <summary>
/// Ranks with a CUDA GPU each. MPI started them and carries what is small and lies in the processors' memory; numbers on the GPUs
/// go from GPU to GPU by NCCL, in a queue beside the device's own, so that they travel while it computes.
/// </summary>
public sealed unsafe class NcclGroup : ProcessGroup
{
    private readonly ProcessGroup mpi;
    private readonly CudaSideQueue queue;
    private readonly TimeSpan timeout;
    private readonly nint communicator;

    private NcclGroup(ProcessGroup mpi, CudaDevice device, TimeSpan timeout)
    {
        this.mpi = mpi;
        this.timeout = timeout;
        queue = new CudaSideQueue(device);
        Check(Nccl.GetVersion(out int version), "begin");
        Description = FormattableString.Invariant($"NCCL {version / 10000}.{version / 100 % 100}.{version % 100}, started by {mpi.Description}");
        var id = default(NcclId);
        if (mpi.IsFirst)
        {
            Check(Nccl.GetUniqueId(&id), "begin");
        }

        id = mpi.Gather(id)[0];
        Check(Nccl.CommInitRank(out communicator, Size, id, Rank), "find the other ranks");
    }

    /// <inheritdoc/>
    public override int Rank => mpi.Rank;

    /// <inheritdoc/>
    public override int Size => mpi.Size;

    /// <inheritdoc/>
    public override string Description { get; }

    /// <summary>
    /// The group that exchanges the numbers of a device in the fastest way: NCCL where every rank has a CUDA GPU and the library, else
    /// the group as it is, through the processors' memory.
    /// </summary>
    /// <param name="group">The ranks.</param>
    /// <param name="device">This rank's device.</param>
    /// <param name="timeout">How long a rank waits for the others.</param>
    /// <param name="tell">Hears from the first rank that GPUs go a long way round, and what would be shorter.</param>
    public static ProcessGroup For(ProcessGroup group, Device device, TimeSpan timeout, Action<string> tell)
    {
        var cuda = device as CudaDevice;
        if (group.Size == 1 || !group.Any(cuda is not null))
        {
            return group;
        }

        if (Lacks(group, cuda is not null, Nccl.Files) is not { } notice)
        {
            return new NcclGroup(group, cuda!, timeout);
        }

        if (group.IsFirst)
        {
            tell(notice);
        }

        return group;
    }

    /// <summary>Asks all ranks whether NCCL can join them.</summary>
    /// <param name="group">The ranks.</param>
    /// <param name="hasCuda">Whether this one computes on CUDA.</param>
    /// <param name="files">NCCL's library, by the names it may have.</param>
    /// <returns>What is missing, and where; null: nothing.</returns>
    internal static string? Lacks(ProcessGroup group, bool hasCuda, IReadOnlyList<string> files)
    {
        string[] machines = group.Gather(Environment.MachineName);
        bool[] haveCuda = group.Gather(hasCuda), haveLibrary = group.Gather(NativeLibraries.Load(Nccl.Library, files) != 0);
        const string Otherwise = "so gradients go through the processors' memory, by MPI, which is slower";
        int processor = Array.IndexOf(haveCuda, false);
        if (processor >= 0)
        {
            return $"Rank {processor} of {group.Size} does not compute on CUDA, {Otherwise}.";
        }

        string[] without = [.. machines.Where((_, rank) => !haveLibrary[rank]).Distinct()];
        return without.Length == 0 ? null
            : $"There is no NCCL ({string.Join(", ", files)}) on {string.Join(", ", without)}, {Otherwise}: install NVIDIA's libnccl2 there, or add its folder to LD_LIBRARY_PATH.";
    }

    /// <inheritdoc/>
    public override Collective AllReduce(Buffer values) =>
        Queue((at, _) => Nccl.AllReduce(at, at, (nuint)values.Length, Nccl.Float, Nccl.Sum, communicator, queue.Handle), values);

    /// <inheritdoc/>
    public override Collective ReduceScatter(Buffer values) =>
        Queue((at, own) => Nccl.ReduceScatter(at, own, (nuint)(values.Length / Size), Nccl.Float, Nccl.Sum, communicator, queue.Handle), values);

    /// <inheritdoc/>
    public override Collective AllGather(Buffer values) =>
        Queue((at, own) => Nccl.AllGather(own, at, (nuint)(values.Length / Size), Nccl.Float, communicator, queue.Handle), values);

    /// <inheritdoc/>
    public override Collective Broadcast(Buffer values) =>
        Queue((at, _) => Nccl.Broadcast(at, at, (nuint)values.Length, Nccl.Float, 0, communicator, queue.Handle), values);

    /// <inheritdoc/>
    public override void AllGather(ReadOnlySpan<byte> mine, Span<byte> all) => mpi.AllGather(mine, all);

    /// <inheritdoc/>
    public override void Barrier() => mpi.Barrier();

    /// <inheritdoc/>
    public override void Abort(int exitCode) => mpi.Abort(exitCode);

    /// <summary>Leaves NCCL; the ranks stay together by MPI.</summary>
    public override void Dispose()
    {
        queue.Bind();
        _ = Nccl.CommDestroy(communicator);
        queue.Dispose();
        base.Dispose();
    }

    /// <summary>Queues an operation behind what the device has been asked for so far.</summary>
    /// <param name="start">Gets the address of the numbers, and of this rank's slice of them.</param>
    /// <param name="values">The numbers.</param>
    private Running Queue(Func<nint, nint, int> start, Buffer values)
    {
        queue.Bind();
        queue.WaitForDevice();
        nint at = CudaSideQueue.AddressOf(values);
        Check(start(at, at + (Rank * (values.Length / Size) * sizeof(float))), "exchange numbers");
        return new Running(this);
    }

    private void Wait()
    {
        long since = Stopwatch.GetTimestamp();
        while (!queue.IsDone)
        {
            Check(Nccl.CommGetAsyncError(communicator, out int error), "exchange numbers");
            Check(error, "exchange numbers");
            if (Stopwatch.GetElapsedTime(since) > timeout)
            {
                mpi.Barrier(); // who is missing here is named; if nobody is, it is NCCL that hangs
                _ = Nccl.CommAbort(communicator);
                throw new RankFailureException(FormattableString.Invariant(
                    $"NCCL has exchanged no numbers for {timeout.TotalSeconds:0.#} s, though all ranks answer: its network fails (NCCL_DEBUG=INFO tells more). The last checkpoint is safe: start again with --resume."));
            }

            Thread.Yield();
        }

        queue.LetDeviceWait();
    }

    private static void Check(int code, string what)
    {
        if (code is not 0 and not 7) // ncclInProgress
        {
            throw new RankFailureException($"NCCL failed to {what}: {Marshal.PtrToStringUTF8(Nccl.GetErrorString(code))} (NCCL_DEBUG=INFO tells more). The last checkpoint is safe: start again with --resume.");
        }
    }

    private sealed class Running(NcclGroup group) : Collective
    {
        public override void Wait() => group.Wait();
    }
}
