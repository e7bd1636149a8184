namespace Tests;

/// <summary>What ranks are told that could have NCCL and do not; the rest of it needs GPUs.</summary>
public class NcclTests
{
    private static readonly string[] NotThere = ["libnccl-that-is-not-there.so"];

    [Fact]
    public void Where_NCCL_is_missing_its_package_is_named() => Assert.Equal(
        $"There is no NCCL (libnccl-that-is-not-there.so) on {Environment.MachineName}, so gradients go through the processors' memory, by MPI, which is slower: "
        + "install NVIDIA's libnccl2 there, or add its folder to LD_LIBRARY_PATH.",
        NcclGroup.Lacks(new Alike(2), hasCuda: true, NotThere));

    [Fact]
    public void A_rank_without_CUDA_is_named() => Assert.StartsWith(
        "Rank 0 of 2 does not compute on CUDA, so gradients go through the processors' memory, by MPI",
        NcclGroup.Lacks(new Alike(2), hasCuda: false, NotThere));

    [Fact]
    public void Ranks_on_processors_are_told_nothing()
    {
        var group = new Alike(2);
        Assert.Same(group, NcclGroup.For(group, Device.Cpu, TimeSpan.FromSeconds(1), Assert.Fail));
    }

    /// <summary>Ranks that all say what this one says.</summary>
    private sealed class Alike(int size) : ProcessGroup
    {
        public override int Rank => 0;

        public override int Size => size;

        public override string Description => "a test";

        public override Collective AllReduce(Buffer values) => Collective.Done;

        public override Collective ReduceScatter(Buffer values) => Collective.Done;

        public override Collective AllGather(Buffer values) => Collective.Done;

        public override Collective Broadcast(Buffer values) => Collective.Done;

        public override void AllGather(ReadOnlySpan<byte> mine, Span<byte> all)
        {
            for (int rank = 0; rank < size; rank++)
            {
                mine.CopyTo(all[(rank * mine.Length)..]);
            }
        }

        public override void Barrier()
        {
        }

        public override void Abort(int exitCode) => throw new NotSupportedException();
    }
}
