using System.Diagnostics;
using System.Text.Json;

namespace Lectures;

/// <summary>A <see cref="CheckHost"/> in a process of its own: started ahead of time, used again and again, replaced when it hangs or ends.</summary>
public sealed class CheckProcess : IDisposable
{
    /// <summary>The most memory that a learner's code may use.</summary>
    private const string HeapLimit = "0x20000000"; // 512 MiB

    private readonly TimeSpan timeLimit;
    private Process? host;

    /// <summary>Starts a host; it warms up in the background.</summary>
    /// <param name="timeLimit">How long one check may take; default 10 seconds.</param>
    public CheckProcess(TimeSpan? timeLimit = null)
    {
        this.timeLimit = timeLimit ?? TimeSpan.FromSeconds(10);
        host = Start();
    }

    /// <summary>Runs an exercise's checks on compiled code.</summary>
    /// <returns>A result for each check that was begun; after one that hangs or ends the process there is none.</returns>
    public IReadOnlyList<CheckResult> Run(Exercise exercise, byte[] program)
    {
        if (host is not { HasExited: false })
        {
            Replace(); // something that the learner's code left behind may have ended it since
        }

        var process = host!;
        var results = new List<CheckResult>();
        string current = exercise.Checks.First().Name;
        process.StandardInput.WriteLine(JsonSerializer.Serialize(new CheckRequest(exercise.GetType().Name, program)));
        process.StandardInput.Flush();
        while (true)
        {
            var read = process.StandardOutput.ReadLineAsync();
            if (!read.Wait(timeLimit))
            {
                Replace();
                results.Add(new CheckResult(current, $"It did not come to an end within {timeLimit.TotalSeconds:g3} seconds: look for a loop that never ends, or, in a kernel, a barrier that some threads do not reach."));
                return results;
            }

            if (read.Result is not { } line)
            {
                Replace();
                results.Add(new CheckResult(current, "It ended the whole process: a recursion that never ends, memory that was written where nothing belongs, or, in a kernel, an index beyond the end."));
                return results;
            }

            var answer = JsonSerializer.Deserialize<CheckAnswer>(line)!;
            switch (answer.State)
            {
                case "started":
                    current = answer.Check;
                    break;
                case "passed" or "failed":
                    results.Add(new CheckResult(answer.Check, answer.Message, answer.Output));
                    break;
                case "done":
                    return results;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        host?.Kill(entireProcessTree: true);
        host?.Dispose();
        host = null;
    }

    private void Replace()
    {
        Dispose();
        host = Start();
    }

    private static Process Start()
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
            ?? (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet");
        var start = new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "lectures.dll"), CheckHost.Argument])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { }; // the runtime's own words about a crash
        process.BeginErrorReadLine();
        return process;
    }
}

/// <summary>How a check went.</summary>
/// <param name="Check">Its name.</param>
/// <param name="Failure">Why it failed; null: it passed.</param>
/// <param name="Output">What the learner's code printed meanwhile.</param>
public sealed record CheckResult(string Check, string? Failure, string Output = "");
