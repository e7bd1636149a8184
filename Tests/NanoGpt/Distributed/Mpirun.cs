using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Tests;

/// <summary>A test that starts ranks by Open MPI's mpirun; where there is none it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MpirunFactAttribute : FactAttribute
{
    public MpirunFactAttribute() => Skip = Mpirun.Missing;
}

/// <summary>As <see cref="MpirunFactAttribute"/>, for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MpirunTheoryAttribute : TheoryAttribute
{
    public MpirunTheoryAttribute() => Skip = Mpirun.Missing;
}

/// <summary>NanoGpt's program on several ranks.</summary>
internal static class Mpirun
{
    /// <summary>More than any run here takes, even on a busy machine; what hangs must not hang the tests.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "NanoGpt.dll");
    private static readonly Lazy<string?> Problem = new(FindProblem);

    /// <summary>Why it cannot be used; null: it can.</summary>
    public static string? Missing => Problem.Value;

    /// <summary>Runs the same command on all ranks.</summary>
    public static (int Code, string Output, string Error) Run(int ranks, params IReadOnlyList<string> arguments) =>
        Started.Start(["-np", Text(ranks), "dotnet", Program, .. arguments]).Finish(Patience);

    /// <summary>The same where one of mpirun's machines lacks something: ranks get another value of a variable.</summary>
    public static (int Code, string Output, string Error) RunWith(string variable, string value, int ranks, params IReadOnlyList<string> arguments) =>
        Started.Start(["-x", $"{variable}={value}", "-np", Text(ranks), "dotnet", Program, .. arguments]).Finish(Patience);

    /// <summary>Runs two ranks with different commands.</summary>
    public static (int Code, string Output, string Error) RunTwo(IReadOnlyList<string> first, IReadOnlyList<string> second) =>
        Started.Start(["-np", "1", "dotnet", Program, .. first, ":", "-np", "1", "dotnet", Program, .. second]).Finish(Patience);

    /// <summary>Starts a command on two ranks, and waits until the file is there.</summary>
    public static Started StartTwo(string untilThereIs, params IReadOnlyList<string> arguments)
    {
        var started = Started.Start(["-np", "2", "dotnet", Program, .. arguments]);
        var since = Stopwatch.StartNew();
        while (!File.Exists(untilThereIs) && !started.HasEnded && since.Elapsed < Patience)
        {
            Thread.Sleep(50);
        }

        return started;
    }

    private static string? FindProblem()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("mpirun", "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string version = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return version.Contains("Open MPI", StringComparison.Ordinal) ? null : "needs Open MPI's mpirun; the one here is another's";
        }
        catch (Win32Exception)
        {
            return "needs Open MPI's mpirun (Debian's openmpi-bin and libopenmpi3)";
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Ranks that run.</summary>
    internal sealed class Started
    {
        private readonly Process mpirun;
        private readonly Task<string> output;
        private readonly Task<string> error;

        private Started(Process mpirun)
        {
            this.mpirun = mpirun;
            output = mpirun.StandardOutput.ReadToEndAsync();
            error = mpirun.StandardError.ReadToEndAsync();
        }

        public static Started Start(IEnumerable<string> arguments) => new(Process.Start(new ProcessStartInfo("mpirun", ["--oversubscribe", "--bind-to", "none", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OMPI_ALLOW_RUN_AS_ROOT"] = "1", ["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1", ["TERM"] = "xterm" },
        })!);

        public bool HasEnded => mpirun.HasExited;

        /// <summary>Sends a signal to mpirun itself.</summary>
        public void Signal(string signal) => Send(signal, mpirun.Id);

        /// <summary>Sends a signal to a rank.</summary>
        public void SignalRank(string signal, int rank)
        {
            Assert.False(HasEnded, HasEnded ? $"The ranks have ended: {output.Result}{error.Result}" : "");
            foreach (int child in File.ReadAllText($"/proc/{mpirun.Id}/task/{mpirun.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse))
            {
                if (File.ReadAllText($"/proc/{child}/environ").Split('\0').Contains($"OMPI_COMM_WORLD_RANK={rank}"))
                {
                    Send(signal, child);
                    return;
                }
            }

            Assert.Fail($"mpirun has no rank {rank}.");
        }

        /// <summary>Waits for the end, which must come.</summary>
        public (int Code, string Output, string Error) Finish(TimeSpan within)
        {
            if (!mpirun.WaitForExit(within))
            {
                mpirun.Kill(entireProcessTree: true);
                Assert.Fail($"mpirun did not end within {within.TotalSeconds} s: {output.Result}{error.Result}");
            }

            return (mpirun.ExitCode, output.Result, error.Result);
        }

        private static void Send(string signal, int process)
        {
            using var kill = Process.Start("kill", [$"-{signal}", Text(process)]);
            kill.WaitForExit();
        }
    }
}
