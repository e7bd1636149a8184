using System.Diagnostics;

namespace Benchmarks;

/// <summary>This program once more, in a process of its own: what happens once in a process, or is counted for all of it, is measured there.</summary>
internal static class ThisProgram
{
    /// <summary>Runs it and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Answer(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Benchmarks.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, .. arguments]) { RedirectStandardOutput = true })!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? answer : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
