using System.Diagnostics;

namespace Benchmarks;

/// <summary>This program once more, in a process of its own: what happens once in a process, or is counted for all of it, is measured there.</summary>
internal static class ThisProgram
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Benchmarks.dll");

    /// <summary>Runs it and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Answer(params string[] arguments) => Run("dotnet", ["exec", Program, .. arguments]);

    /// <summary>Runs it on several ranks and returns what they printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string AnswerOfRanks(int ranks, params string[] arguments) => Run("mpirun", ["-np", $"{ranks}", "dotnet", "exec", Program, .. arguments]);

    /// <summary>Runs a program and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Run(string program, IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            Environment = { ["OMPI_ALLOW_RUN_AS_ROOT"] = "1", ["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1" }, // containers have no other user
        })!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? answer : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
