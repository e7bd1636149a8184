using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>
/// Any program that the environment variable <c>ZEROTOHERO_PEER</c> names. It is started for each row, with the row's name and the number
/// of threads as its arguments. If it can do the same, it writes <c>ready</c>; then each line that it reads is a number of repetitions,
/// and it answers with the seconds that one of them took. If it cannot, it ends, and the row keeps its usual peer.
/// </summary>
public sealed class ExternalPeer : IDisposable
{
    private const string Variable = "ZEROTOHERO_PEER";
    private const string Ready = "ready";

    private static readonly string? Program = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } program ? program : null;

    private readonly Process process;

    private ExternalPeer(Process process) => this.process = process;

    /// <summary>The program's name.</summary>
    public string Name => Path.GetFileNameWithoutExtension(Program!);

    /// <summary>True if the variable names a program that can be started.</summary>
    /// <param name="reason">Why not, and what to do.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = Program is null ? $"{Variable} names no program; see Benchmarks/Peers/ExternalPeer.cs for what it would be asked."
            : File.Exists(Program) ? "" : $"{Variable} names {Program}, which is not there.";
        return reason == "";
    }

    /// <summary>The program, started on a row; null: there is none, or it cannot do that.</summary>
    public static ExternalPeer? Of(string row, int threads)
    {
        if (!IsAvailable(out _))
        {
            return null;
        }

        try
        {
            var start = new ProcessStartInfo(Program!, [row, threads.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardInput = true, RedirectStandardOutput = true };
            var peer = new ExternalPeer(Process.Start(start)!);
            if (peer.process.StandardOutput.ReadLine() == Ready)
            {
                return peer;
            }

            peer.Dispose();
            return null;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{Variable}: {Program} cannot be started: {e.Message}");
        }
    }

    /// <summary>Lets it work that often.</summary>
    /// <returns>Seconds of one time.</returns>
    public double Time(int repeats)
    {
        process.StandardInput.WriteLine(repeats);
        process.StandardInput.Flush();
        string? line = process.StandardOutput.ReadLine();
        return double.TryParse(line, CultureInfo.InvariantCulture, out double seconds) && seconds > 0
            ? seconds
            : throw new InvalidOperationException($"{Name} said '{line}' where the seconds of a repetition were expected.");
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
