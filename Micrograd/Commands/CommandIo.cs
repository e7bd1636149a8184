using Spectre.Console;

namespace Micrograd;

/// <summary>What a command reads and writes; tests put their own in place.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Messages.</param>
/// <param name="Input">A prompt.</param>
/// <param name="Terminal">The terminal that Output is, or null: then plain lines are written.</param>
public sealed record CommandIo(TextWriter Output, TextWriter Error, TextReader Input, IAnsiConsole? Terminal = null)
{
    /// <summary>The process's own.</summary>
    public static CommandIo Console
    {
        get
        {
            if (RankEnvironment.Detect() is not null)
            {
                Environment.SetEnvironmentVariable("TERM", "dumb"); // mpirun gives a rank a terminal, which .NET would greet with codes that end up between the lines
            }

            return new(
                System.Console.Out,
                System.Console.Error,
                System.Console.In,
                System.Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi ? null : AnsiConsole.Console);
        }
    }
}
