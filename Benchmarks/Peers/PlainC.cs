using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>
/// The lectures' training steps in plain C, <c>lectures.c</c>, compiled here by gcc with all optimisations; a process of its own that
/// takes turns with us: it trains when asked, and otherwise waits.
/// </summary>
public sealed class PlainC : IDisposable
{
    private static readonly Lazy<string?> LazyProgram = new(Compile);

    private readonly Process process;

    /// <summary>Starts the training of a lecture.</summary>
    /// <param name="lecture">4 or 6.</param>
    public PlainC(int lecture) =>
        process = Process.Start(new ProcessStartInfo(LazyProgram.Value!, [lecture.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    /// <summary>True if there is a gcc that compiles it.</summary>
    /// <param name="reason">Why not, and what to do.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = LazyProgram.Value is not null ? "" : "No gcc that compiles lectures.c. On Debian and Ubuntu: apt-get install gcc libc6-dev.";
        return reason.Length == 0;
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

    private static string? Compile()
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Peers", "lectures.c");
        string program = Path.Combine(Directory.CreateTempSubdirectory("lectures-c-").FullName, "lectures");
        try
        {
            using var compiler = Process.Start("gcc", ["-O3", "-march=native", "-ffast-math", source, "-o", program, "-lm"]);
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? program : null;
        }
        catch (Win32Exception)
        {
            return null; // no such program
        }
    }
}
