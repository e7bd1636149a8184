using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Benchmarks;

/// <summary>
/// A peer's process, which takes turns with us: each line that it reads is a number of repetitions, each line that it writes an answer, and
/// between them it waits. One that ends, hangs or cannot be started is a <see cref="PeerException"/>.
/// </summary>
public sealed class PeerProcess : IDisposable
{
    /// <summary>The slowest answer, a few steps of GPT-2 after the start of PyTorch on a busy machine, takes a quarter of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(5);

    private readonly string name;
    private readonly TimeSpan patience;
    private readonly Process process;
    private readonly StringBuilder complaints = new();

    /// <summary>Starts it.</summary>
    /// <param name="name">Its name in error messages.</param>
    /// <param name="start">The program and its arguments.</param>
    /// <param name="patience">How long an answer may take, if it is not the usual one.</param>
    public PeerProcess(string name, ProcessStartInfo start, TimeSpan? patience = null)
    {
        (this.name, this.patience) = (name, patience ?? Patience);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new PeerException($"{name} cannot be started: {e.Message}");
        }

        process.ErrorDataReceived += (_, line) => complaints.AppendLine(line.Data); // read at once: a full pipe would stop it
        process.BeginErrorReadLine();
    }

    /// <summary>Gives it a line to read.</summary>
    public void Say(string line)
    {
        try
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            throw Ended();
        }
    }

    /// <summary>Waits for a line; null: it has ended without an error.</summary>
    public string? Hear()
    {
        var line = process.StandardOutput.ReadLineAsync();
        if (!line.Wait(patience))
        {
            process.Kill(entireProcessTree: true);
            throw new PeerException($"{name} said nothing for {patience.TotalSeconds:F0} seconds.");
        }

        return line.Result is { } text ? text
            : HasEnded() && process.ExitCode == 0 ? null
            : throw Ended();
    }

    /// <summary>Lets it work that often.</summary>
    /// <returns>Its answer, where seconds come first.</returns>
    public string Ask(int repeats)
    {
        Say(repeats.ToString(CultureInfo.InvariantCulture));
        return Hear() ?? throw Ended();
    }

    /// <summary>Lets it work that often.</summary>
    /// <returns>The numbers of its answer; the first one is the seconds that one time took.</returns>
    public double[] Numbers(int repeats)
    {
        string line = Ask(repeats);
        double[] numbers = [.. line.Split(' ').Select(word => double.TryParse(word, CultureInfo.InvariantCulture, out double number) ? number : double.NaN)];
        return numbers[0] > 0 && double.IsFinite(numbers[0]) && !Array.Exists(numbers, double.IsNaN)
            ? numbers
            : throw new PeerException($"{name} said '{line}' where the seconds of a repetition were expected.");
    }

    /// <summary>Ends it: politely, then not.</summary>
    public void Dispose()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended before.
        }

        if (!process.WaitForExit(TimeToEnd))
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private PeerException Ended()
    {
        string code = HasEnded() ? $" with {process.ExitCode}" : "";
        string said = complaints.ToString().Trim();
        return new PeerException($"{name} ended{code} instead of answering{(said == "" ? "." : $": {said}")}");
    }

    /// <summary>Waits a moment for its end, and for the rest of what it said.</summary>
    private bool HasEnded() => process.WaitForExitAsync().Wait(TimeToEnd);
}
