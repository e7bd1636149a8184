using System.CommandLine;
using Spectre.Console;

namespace MinBpe;

/// <summary>The tokenizers' command line: <c>train</c>, <c>encode</c>, <c>decode</c>, <c>count</c>, <c>vocab</c>, <c>show</c>, <c>compare</c>.</summary>
public static class Program
{
    private const int FailureExitCode = 1;
    private const int UsageExitCode = 2;

    /// <summary>Runs a command line on the console.</summary>
    public static int Main(string[] args)
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        bool terminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
        return Run(args, new CommandStreams(input, output, Console.Error, terminal ? AnsiConsole.Console : null));
    }

    /// <summary>Runs a command line: whatever goes wrong becomes one sentence on the error stream and an exit code.</summary>
    /// <param name="args">The command and its options.</param>
    /// <param name="streams">What it reads and writes.</param>
    /// <returns>0; 1: it failed; 2: the command line is wrong; 130: stopped by Ctrl-C.</returns>
    public static int Run(string[] args, CommandStreams streams)
    {
        try
        {
            var root = new RootCommand("Trains tokenizers, and turns texts into the ids that GPT-2, GPT-4, GPT-4o and others read, and back.")
            {
                TrainCommand.Create(streams),
                EncodeCommand.Create(streams),
                DecodeCommand.Create(streams),
                CountCommand.Create(streams),
                VocabCommand.Create(streams),
                ShowCommand.Create(streams),
                CompareCommand.Create(streams),
            };
            var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
            if (parsed.Errors.Count > 0)
            {
                throw new WrongCommandLineException(Explain(parsed));
            }

            using var help = streams.Writer();
            return parsed.Invoke(new InvocationConfiguration { Output = help, Error = streams.Error, EnableDefaultExceptionHandler = false });
        }
        catch (WrongCommandLineException e)
        {
            return Fail(streams, e.Message, UsageExitCode);
        }
        catch (TokenizerException e)
        {
            return Fail(streams, e.Message, FailureExitCode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever opens a file names it in the message; what is left is the console, or what it was redirected to.
            return Fail(streams, $"Input or output failed: {e.Message.TrimEnd('.')}. Look where the output goes, and whether there is room.", FailureExitCode);
        }
        catch (OutOfMemoryException)
        {
            return Fail(streams, "There is not enough memory for this text: cut it into several.", FailureExitCode);
        }
    }

    private static int Fail(CommandStreams streams, string message, int exitCode)
    {
        streams.Error.WriteLine(message.ReplaceLineEndings(" "));
        return exitCode;
    }

    /// <summary>What is wrong in one line, and what there is where something unknown was asked for.</summary>
    private static string Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        string asked = parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}'" : "";
        if (command.Subcommands.Count > 0)
        {
            string what = asked == "" ? "Name a command" : $"There is no command {asked}";
            return $"{what}. Known: {string.Join(", ", command.Subcommands.Select(known => known.Name))}; --help explains.";
        }

        return asked == ""
            ? parsed.Errors[0].Message.Replace("expected type 'System.Int32'", "a whole number", StringComparison.Ordinal)
            : $"{command.Name} does not know {asked}. Known options: {string.Join(", ", command.Options.Select(known => known.Name))}.";
    }
}
