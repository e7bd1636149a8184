namespace Micrograd;

/// <summary>A command that several ranks run. The first one speaks; a failure ends all of them.</summary>
public static class RankRun
{
    /// <summary>What fails everywhere at once is told by the first rank only: the others give it this time to end them all.</summary>
    private static readonly TimeSpan FirstWord = TimeSpan.FromSeconds(2);

    /// <summary>What a rank reads and writes: only the first one has something to print, and no terminal, since its lines go through mpirun.</summary>
    public static CommandIo Io(ProcessGroup group, CommandIo io) =>
        group.Size == 1 ? io : io with { Terminal = null, Output = group.IsFirst ? io.Output : TextWriter.Null };

    /// <summary>Runs the command.</summary>
    /// <param name="group">The ranks.</param>
    /// <param name="io">Where a failure is told.</param>
    /// <param name="run">The command.</param>
    /// <returns>Its exit code.</returns>
    public static int Run(ProcessGroup group, CommandIo io, Func<int> run)
    {
        if (group.Size == 1)
        {
            return run();
        }

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
