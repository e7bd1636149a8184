namespace Tests;

/// <summary>Variables of the engines, as their mpirun and srun set them.</summary>
public class RankEnvironmentTests
{
    [Theory]
    [InlineData("OMPI_COMM_WORLD_RANK=2 OMPI_COMM_WORLD_SIZE=4 PMIX_RANK=2 OMPI_COMM_WORLD_LOCAL_RANK=1", 2, 4, MpiFamily.OpenMpi, 1)]
    [InlineData("PMI_RANK=1 PMI_SIZE=2 MPI_LOCALRANKID=1", 1, 2, MpiFamily.Mpich, 1)]
    [InlineData("PMI_RANK=1 PMI_SIZE=2", 1, 2, MpiFamily.Mpich, 0)]
    [InlineData("PMIX_RANK=3 SLURM_STEP_NUM_TASKS=8 SLURM_NTASKS=8 SLURM_LOCALID=3", 3, 8, MpiFamily.OpenMpi, 3)]
    public void Each_engine_says_who_we_are(string variables, int rank, int size, MpiFamily family, int localRank) =>
        Assert.Equal(new RankEnvironment(rank, size, family, localRank), Detect(variables));

    [Theory]
    [InlineData("")]
    [InlineData("OMPI_COMM_WORLD_RANK=0 OMPI_COMM_WORLD_SIZE=1")] // mpirun -np 1
    [InlineData("SLURM_NTASKS=8 SLURM_PROCID=0")] // the script of a job, which is no step of it
    [InlineData("OMPI_COMM_WORLD_RANK=x OMPI_COMM_WORLD_SIZE=4")]
    [InlineData("PMI_RANK=5 PMI_SIZE=2")]
    public void A_process_alone_loads_nothing(string variables) => Assert.Null(Detect(variables));

    [Theory]
    [InlineData("SLURM_PROCID=1 SLURM_STEP_NUM_TASKS=2", true)] // srun -n 2
    [InlineData("SLURM_PROCID=1 SLURM_STEP_NUM_TASKS=2 PMIX_RANK=1", false)] // srun --mpi=pmix -n 2
    [InlineData("SLURM_PROCID=1 SLURM_STEP_NUM_TASKS=2 OMPI_COMM_WORLD_RANK=0 OMPI_COMM_WORLD_SIZE=2", false)] // mpirun, which srun carries to other machines
    [InlineData("SLURM_PROCID=0 SLURM_NTASKS=8", false)] // the script of a job
    [InlineData("", false)]
    public void Tasks_that_srun_did_not_join_are_found(string variables, bool areUnjoined) =>
        Assert.Equal(areUnjoined ? (1, 2) : null, RankEnvironment.DetectUnjoined(Variables(variables)));

    [Theory]
    [InlineData("cpu", 1, 2, "cpu")]
    [InlineData("cuda", 1, 2, "cuda:1")]
    [InlineData("cuda:local-rank", 3, 4, "cuda:3")]
    [InlineData("cuda:2", 0, 1, "cuda:2")]
    public void A_rank_has_a_GPU_of_its_own(string asked, int localRank, int localSize, string expected) =>
        Assert.Equal(expected, new RankPlacement(localRank, localSize, Threads: 1).DeviceFor(asked));

    [Fact]
    public void One_GPU_for_several_ranks_is_refused() =>
        Assert.Contains("say --device cuda", Assert.Throws<RankFailureException>(() => new RankPlacement(0, 2, 1).DeviceFor("cuda:0")).Message);

    [Fact]
    public void A_process_alone_has_all_cores() =>
        Assert.Equal(new RankPlacement(0, 1, Environment.ProcessorCount), RankPlacement.Of(ProcessGroup.Single));

    [Fact]
    public void Without_CUDA_a_group_stays_as_it_is() =>
        Assert.Same(ProcessGroup.Single, NcclGroup.For(ProcessGroup.Single, Device.Cpu, TimeSpan.FromSeconds(1), Assert.Fail));

    private static RankEnvironment? Detect(string variables) => RankEnvironment.Detect(Variables(variables));

    private static Func<string, string?> Variables(string variables) =>
        variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]).GetValueOrDefault;
}
