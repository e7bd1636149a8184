using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>
/// Any program that the environment variable <c>ZEROTOHERO_PEER</c> names. It is started for each row, with the row's name and the number
/// of threads as its arguments. If it can do the same, it writes the line <c>ready</c>; then each line that it reads is a number of
/// repetitions, and it answers with a line that has the seconds one of them took; where its input ends, it ends. If it cannot, it
/// ends at once with exit code 0, and the row keeps its usual peer. One that fails or says nothing for a minute is not asked again.
/// </summary>
public sealed class ExternalPeer : IPeer
{
    private const string Variable = "ZEROTOHERO_PEER";
    private const string Ready = "ready";

    private static readonly string? Program = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } program ? program : null;

    private static bool hasFailed;

    private readonly PeerProcess process;

    private ExternalPeer(PeerProcess process) => this.process = process;

    /// <summary>The program's name.</summary>
    public string Name => Path.GetFileNameWithoutExtension(Program!);

    /// <summary>True if the variable names a program that is there.</summary>
    /// <param name="reason">Why not, and what to do.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = Program is null ? $"{Variable} names no program; the README's section Speed says what it would be asked."
            : File.Exists(Program) ? "" : $"{Variable} names {Program}, which is not there.";
        return reason == "";
    }

    /// <summary>The program, started on a row; null: there is none, or it cannot do that.</summary>
    /// <exception cref="PeerException">It cannot be started, or says something else.</exception>
    public static ExternalPeer? Of(string row, int threads)
    {
        if (hasFailed || !IsAvailable(out _))
        {
            return null;
        }

        return Watch<ExternalPeer?>(() =>
        {
            var process = new PeerProcess(Program!, new ProcessStartInfo(Program!, [row, threads.ToString(CultureInfo.InvariantCulture)]));
            string? line = process.Hear();
            if (line == Ready)
            {
                return new ExternalPeer(process);
            }

            process.Dispose();
            return line is null ? null : throw new PeerException($"{Program} said '{line}' where '{Ready}' was expected.");
        });
    }

    /// <inheritdoc/>
    public double Time(int repeats) => Watch(() => process.Numbers(repeats)[0]);

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();

    private static T Watch<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (PeerException)
        {
            hasFailed = true;
            throw;
        }
    }
}
