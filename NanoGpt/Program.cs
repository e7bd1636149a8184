using System.CommandLine;

namespace NanoGpt;

/// <summary>The command line: <c>train</c>, <c>sample</c>, <c>devices</c>.</summary>
public static class Program
{
    private const int FailureExitCode = 1;
    private const int UsageExitCode = 2;

    /// <summary>Runs a command line on the console.</summary>
    public static int Main(string[] args) => Run(args, CommandIo.Console);

    /// <summary>Runs a command line. Whatever goes wrong becomes one sentence on the error stream.</summary>
    /// <param name="args">The command and its options.</param>
    /// <param name="io">What it reads and writes.</param>
    /// <returns>0; 1: it failed; 2: the command line is wrong; 130: stopped by Ctrl-C.</returns>
    public static int Run(string[] args, CommandIo io)
    {
        try
        {
            Command[] commands = [TrainCommand.Create(io), SampleCommand.Create(io), DevicesCommand.Create(io)];
            var root = new RootCommand("Trains small GPTs on a text and writes text by them.");
            foreach (var command in commands)
            {
                root.Add(command);
            }

            var parsed = root.Parse(args);
            if (parsed.Errors.Count > 0)
            {
                throw new UsageException($"{parsed.Errors[0].Message} {Known(parsed.CommandResult.Command)}");
            }

            return parsed.Invoke(new InvocationConfiguration { Output = io.Output, Error = io.Error, EnableDefaultExceptionHandler = false });
        }
        catch (UsageException e)
        {
            return Fail(io, e.Message, UsageExitCode);
        }
        catch (Exception e) when (e is DataException or ShapeException or IOException or UnauthorizedAccessException)
        {
            return Fail(io, e.Message, FailureExitCode);
        }
        catch (OutOfMemoryException)
        {
            return Fail(io, "There is not enough memory: choose a smaller --batch-size, --block-size or model.", FailureExitCode);
        }
    }

    private static int Fail(CommandIo io, string message, int exitCode)
    {
        io.Error.WriteLine(message);
        return exitCode;
    }

    private static string Known(Command command) => command.Subcommands.Count > 0
        ? $"Known commands: {string.Join(", ", command.Subcommands.Select(known => known.Name))}; --help explains."
        : $"Known options of {command.Name}: {string.Join(", ", command.Options.Select(known => known.Name))}.";
}
