namespace Micrograd;

/// <summary>Where a rank runs among those of its machine.</summary>
/// <param name="LocalRank">Its number on its machine, from 0.</param>
/// <param name="LocalSize">Ranks of its machine.</param>
/// <param name="Threads">Threads that it can have to itself: mpirun gives each rank cores of its own, or all ranks the same ones.</param>
public readonly record struct RankPlacement(int LocalRank, int LocalSize, int Threads)
{
    private const string Status = "/proc/self/status";
    private const string Cores = "Cpus_allowed_list:";

    /// <summary>Asks all ranks where they are.</summary>
    public static RankPlacement Of(ProcessGroup group)
    {
        string[] machines = group.Gather(Environment.MachineName);
        string[] cores = group.Gather($"{Environment.MachineName} {AllowedCores()}");
        string machine = machines[group.Rank], own = cores[group.Rank];
        return new RankPlacement(
            machines.Take(group.Rank).Count(other => other == machine),
            machines.Count(other => other == machine),
            Math.Max(1, Environment.ProcessorCount / cores.Count(other => other == own)));
    }

    /// <summary>The device that a rank computes on where the command line says <paramref name="name"/>: of a machine's GPUs, each rank has its own.</summary>
    /// <param name="name">As <see cref="Device.Parse"/> reads it, or <c>cuda:local-rank</c>.</param>
    /// <exception cref="RankFailureException">One GPU is asked for by several ranks.</exception>
    public string DeviceFor(string name)
    {
        string asked = name.ToLowerInvariant() is "auto" && LocalSize > 1 ? Device.BestName.Split(':')[0] : name.ToLowerInvariant();
        return asked switch
        {
            "cuda" or "cuda:local-rank" => $"cuda:{LocalRank}",
            _ when asked.StartsWith("cuda:", StringComparison.Ordinal) && LocalSize > 1 =>
                throw new RankFailureException($"--device {name} gives one GPU to {LocalSize} ranks of a machine: say --device cuda, and each has its own."),
            _ => name,
        };
    }

    private static string AllowedCores()
    {
        try
        {
            return File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Cores, StringComparison.Ordinal)) ?? "" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
