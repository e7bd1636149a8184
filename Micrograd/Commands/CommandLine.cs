using System.CommandLine;
using System.CommandLine.Parsing;

namespace Micrograd;

/// <summary>Runs a program's command line: whatever goes wrong becomes one sentence on the error stream and an exit code.</summary>
public static class CommandLine
{
    private const int FailureExitCode = 1;
    private const int UsageExitCode = 2;

    /// <summary>Parses and runs.</summary>
    /// <param name="description">What the program is for; the help says it.</param>
    /// <param name="args">The command and its options.</param>
    /// <param name="io">What it reads and writes.</param>
    /// <param name="createCommands">Makes the program's commands; may throw as they do.</param>
    /// <returns>0; 1: it failed; 2: the command line is wrong; 130: stopped by Ctrl-C.</returns>
    public static int Run(string description, string[] args, CommandIo io, Func<CommandIo, IEnumerable<Command>> createCommands) =>
        Run(args, io, () =>
        {
            var root = new RootCommand(description);
            foreach (var command in createCommands(io))
            {
                root.Add(command);
            }

            return root;
        });

    /// <summary>As <see cref="Run(string, string[], CommandIo, Func{CommandIo, IEnumerable{Command}})"/>, for a program that does one thing.</summary>
    /// <param name="description">What the program is for; the help says it.</param>
    /// <param name="options">All that it takes.</param>
    /// <param name="args">The options given.</param>
    /// <param name="io">What it reads and writes.</param>
    /// <param name="run">What it does.</param>
    /// <returns>0; 1: it failed; 2: the command line is wrong.</returns>
    public static int Run(string description, IEnumerable<Option> options, string[] args, CommandIo io, Action<ParseResult> run) =>
        Run(args, io, () =>
        {
            var root = new RootCommand(description);
            foreach (var option in options)
            {
                root.Add(option);
            }

            root.SetAction(run);
            return root;
        });

    private static int Run(string[] args, CommandIo io, Func<RootCommand> create)
    {
        try
        {
            // A prompt may begin with @ or a dash: neither is a file of arguments nor a bundle of options here.
            var parsed = create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
            if (parsed.Errors.Count > 0)
            {
                throw new UsageException(Explain(parsed));
            }

            return parsed.Invoke(new InvocationConfiguration { Output = io.Output, Error = io.Error, EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (ExitCodeOf(e) is not null)
        {
            // Whoever opens a file names it in the message; what is left is the console, or what it was redirected to.
            return Fail(io, e is IOException ? $"Input or output failed: {e.Message.TrimEnd('.')}. Look where the output goes, and whether there is room." : e.Message, ExitCodeOf(e)!.Value);
        }
        catch (OutOfMemoryException)
        {
            return Fail(io, "There is not enough memory: choose a smaller batch, context or model.", FailureExitCode);
        }
    }

    /// <summary>What a program ends with that failed so; null: its message is not for the person at the keyboard.</summary>
    public static int? ExitCodeOf(Exception e) => e switch
    {
        UsageException => UsageExitCode,
        DataException or ShapeException or DeviceException or RankFailureException or IOException or UnauthorizedAccessException => FailureExitCode,
        _ => null,
    };

    private static int Fail(CommandIo io, string message, int exitCode)
    {
        io.Error.WriteLine(message);
        return exitCode;
    }

    /// <summary>What is wrong in one line, and what there is, or was meant, where something unknown was asked for.</summary>
    /// <param name="parsed">A command line with errors.</param>
    public static string Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        string asked = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : "";
        bool works = command.Action is not null; // else it only has commands below it
        if (command.Subcommands.Count > 0 && (!works || (asked != "" && !asked.StartsWith('-'))))
        {
            string what = asked == "" ? "Name a command" : $"There is no command '{asked}'";
            return $"{what}. Known: {string.Join(", ", command.Subcommands.Select(known => known.Name))}; --help explains.";
        }

        string help = command is RootCommand ? "--help" : $"{command.Name} --help";
        if (asked == "")
        {
            return $"{Explain(parsed.Errors[0])} ({help} explains.)";
        }

        string[] known = [.. command.Options.Select(option => option.Name).Where(name => name != "--help" && name != "--version")];
        string said = $"{command.Name} does not know '{asked}'";
        return known.Length == 0 ? $"{said}: it takes no options."
            : Spelling.Nearest(AsHere(asked), known) is { } nearest ? $"{said}. Did you mean {nearest}? ({help} lists all options.)"
            : $"{said}. Known options: {string.Join(", ", known)}.";
    }

    /// <summary>An option's name as it is spelled here: nanoGPT's are <c>--max_iters=10</c>.</summary>
    private static string AsHere(string option) =>
        option.StartsWith('-') ? "--" + option.Split('=')[0].TrimStart('-').Replace('_', '-').ToLowerInvariant() : option;

    /// <summary>What the parser says, with the option that it is about.</summary>
    private static string Explain(ParseError error)
    {
        string message = OneLine(error.Message);
        var about = error.SymbolResult is ArgumentResult { Parent: OptionResult parent } ? parent : error.SymbolResult;
        return about is OptionResult { Option.Name: var name } && !message.Contains(name, StringComparison.Ordinal)
            ? $"{name}: {message.Replace("Argument '", "'", StringComparison.Ordinal)}"
            : message;
    }

    private static string OneLine(string message)
    {
        string line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line
            .Replace("expected type 'System.Int32'", "a whole number", StringComparison.Ordinal)
            .Replace("expected type 'System.Double'", "a number", StringComparison.Ordinal)
            .Replace("expected type 'System.Single'", "a number", StringComparison.Ordinal);
    }
}
