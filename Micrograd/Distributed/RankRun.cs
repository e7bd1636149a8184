namespace Micrograd;

/// <summary>A command that several ranks run. The first one speaks; a failure ends all of them.</summary>
public static class RankRun
{
    private const int Failure = 1;

    /// <summary>What fails everywhere at once is told by the first rank only: the others give it this time to end them all.</summary>
    private static readonly TimeSpan FirstWord = TimeSpan.FromSeconds(5);

    /// <summary>Runs the command by all ranks that were started together; without mpirun, by this process alone.</summary>
    /// <param name="timeout">How long a rank waits for the others.</param>
    /// <param name="io">What the command reads and writes, and where a failure is told.</param>
    /// <param name="run">The command. It gets the ranks, and what this one reads and writes: only the first one has something to print, and no terminal, since its lines go through mpirun.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="RankFailureException">MPI's library is missing, or is not the one that started the ranks. The first rank of a machine says so before the others.</exception>
    public static int Run(TimeSpan timeout, CommandIo io, Func<ProcessGroup, CommandIo, int> run)
    {
        if (RankEnvironment.DetectUnjoined() is { } unjoined)
        {
            return unjoined.Task > 0 ? Failure // the first one says it
                : throw new RankFailureException($"srun started {unjoined.Tasks} tasks that do not know of each other, and each would train alone: say srun --mpi=pmix (srun --mpi=list names what there is), or -n 1.");
        }

        using var group = Open(RankEnvironment.Detect(), timeout);
        return group.Size == 1 ? run(group, io) : Run(group, io, () => run(group, io with { Terminal = null, Output = group.IsFirst ? io.Output : TextWriter.Null }));
    }

    private static ProcessGroup Open(RankEnvironment? environment, TimeSpan timeout)
    {
        try
        {
            return MpiGroup.Open(environment, timeout);
        }
        catch (RankFailureException) when (environment!.LocalRank > 0)
        {
            Thread.Sleep(FirstWord); // mpirun ends all when the first one has ended
            throw;
        }
    }

    private static int Run(ProcessGroup group, CommandIo io, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (SharedFailureException e)
        {
            if (group.IsFirst)
            {
                io.Error.WriteLine(e.Message);
            }

            return e.ExitCode;
        }
        catch (Exception e) when (CommandLine.ExitCodeOf(e) is not null)
        {
            if (!group.IsFirst)
            {
                Thread.Sleep(FirstWord);
            }

            int exitCode = CommandLine.ExitCodeOf(e)!.Value;
            io.Error.WriteLine($"Rank {group.Rank} of {group.Size}: {e.Message}");
            io.Error.Flush();
            group.Abort(exitCode);
            return exitCode;
        }
    }
}
