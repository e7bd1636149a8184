using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>
/// The training steps of lectures 4 and 6 in plain C, <c>lectures.c</c>: a process of its own that takes turns with us. It trains when
/// asked, and otherwise waits.
/// </summary>
public sealed class LecturesInC : IDisposable
{
    private static readonly Lazy<(string? Program, string Reason)> Compiled = new(() => CCompiler.Compile("lectures.c", "-ffast-math"));

    private readonly Process process;

    /// <summary>Starts the training of a lecture.</summary>
    /// <param name="lecture">4 or 6.</param>
    public LecturesInC(int lecture) =>
        process = Process.Start(new ProcessStartInfo(Compiled.Value.Program!, [lecture.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    /// <summary>True if there is a gcc that compiles it.</summary>
    /// <param name="reason">Why not, and what to do.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = Compiled.Value.Reason;
        return Compiled.Value.Program is not null;
    }

    /// <summary>Runs that many steps.</summary>
    /// <returns>Seconds of a step.</returns>
    public double Time(int steps)
    {
        process.StandardInput.WriteLine(steps);
        process.StandardInput.Flush();
        string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The C program ended instead of training.");
        return double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
