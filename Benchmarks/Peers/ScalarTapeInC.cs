using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>
/// <c>scalar_tape.c</c> in a process of its own: compiled here by gcc, it takes turns with us, and otherwise waits.
/// </summary>
public sealed class ScalarTapeInC : IDisposable
{
    private static readonly Lazy<(string? Program, string Reason)> Compiled = new(() => CCompiler.Compile("scalar_tape.c"));

    private readonly Process process;

    /// <summary>Starts it with the demo's points and weights.</summary>
    public ScalarTapeInC(MoonsDemo demo)
    {
        process = Process.Start(new ProcessStartInfo(Compiled.Value.Program!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.WriteLine(demo.Data.Points.Count);
        foreach (var ((x, y), label) in demo.Data.Points.Zip(demo.Data.Labels))
        {
            process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{x:R} {y:R} {label}"));
        }

        foreach (var p in demo.Model.Parameters)
        {
            process.StandardInput.WriteLine(p.Data.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>True if gcc is there and compiles.</summary>
    /// <param name="reason">Why not, and what to do.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = Compiled.Value.Reason;
        return Compiled.Value.Program is not null;
    }

    /// <summary>Runs that many steps; every hundred the training begins again.</summary>
    /// <returns>Seconds of a step, the mean, and the loss of the last one.</returns>
    public (double Seconds, double Loss) Run(int steps)
    {
        process.StandardInput.WriteLine(steps);
        process.StandardInput.Flush();
        string line = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"The C program ended instead of training: {process.StandardError.ReadToEnd().Trim()}");
        double[] numbers = [.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1]);
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
