using System.Globalization;

namespace Micrograd;

/// <summary>The families of MPI, which differ in what a communicator or a type is to a program.</summary>
public enum MpiFamily
{
    /// <summary>Open MPI, and what is built on it.</summary>
    OpenMpi,

    /// <summary>MPICH, and what has its binary interface: Intel MPI, MVAPICH, Cray.</summary>
    Mpich,
}

/// <summary>What the engine that started this process told it by variables. A process that was started alone was told nothing.</summary>
/// <param name="Rank">Its number, from 0.</param>
/// <param name="Size">Processes that were started together, at least two.</param>
/// <param name="Family">Whose library they speak.</param>
/// <param name="LocalRank">Its number among those of its machine; 0 where the engine does not tell.</param>
public sealed record RankEnvironment(int Rank, int Size, MpiFamily Family, int LocalRank)
{
    /// <summary>Each engine's names of a process's number on its machine.</summary>
    private static readonly string[] LocalNumbers = ["OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID", "SLURM_LOCALID"];

    /// <summary>Each engine's names of a process's number and of the count; the first that is set holds. Slurm's are of a step, not of the job, whose script runs alone.</summary>
    private static readonly (string Rank, string Size, MpiFamily Family)[] Engines =
    [
        ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", MpiFamily.OpenMpi),
        ("PMI_RANK", "PMI_SIZE", MpiFamily.Mpich),
        ("PMIX_RANK", "SLURM_STEP_NUM_TASKS", MpiFamily.OpenMpi),
    ];

    /// <summary>Who we are among how many; null: alone, and no MPI will be loaded.</summary>
    /// <param name="variable">Reads a variable; null: the process's own.</param>
    public static RankEnvironment? Detect(Func<string, string?>? variable = null)
    {
        variable ??= Environment.GetEnvironmentVariable;
        foreach (var (rankName, sizeName, family) in Engines)
        {
            if (Number(variable(rankName)) is { } rank && Number(variable(sizeName)) is { } size)
            {
                int localRank = LocalNumbers.Select(name => Number(variable(name))).FirstOrDefault(number => number is not null) ?? 0;
                return size > 1 && rank < size ? new RankEnvironment(rank, size, family, localRank) : null;
            }
        }

        return null;
    }

    /// <summary>Whether Slurm started several tasks and joined them by no MPI, as srun does if it is not told otherwise: this one's number, and how many. Null: it did not.</summary>
    /// <param name="variable">Reads a variable; null: the process's own.</param>
    public static (int Task, int Tasks)? DetectUnjoined(Func<string, string?>? variable = null)
    {
        variable ??= Environment.GetEnvironmentVariable;
        bool isJoined = Array.Exists(Engines, engine => Number(variable(engine.Rank)) is not null);
        return !isJoined && Number(variable("SLURM_PROCID")) is { } task && Number(variable("SLURM_STEP_NUM_TASKS")) is > 1 and var tasks ? (task, tasks) : null;
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
