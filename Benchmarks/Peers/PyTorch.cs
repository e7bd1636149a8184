using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Benchmarks;

/// <summary>
/// PyTorch in a process of its own, which runs one of our scripts (<c>nanogpt_step.py</c>, <c>torch_operations.py</c>) and takes turns
/// with us: it works when asked, and otherwise waits.
/// </summary>
public sealed class PyTorch : IPeer
{
    /// <summary>The system's own interpreter is tried too: a version manager's Python often shadows it, without its packages.</summary>
    private static readonly string[] Interpreters = ["python3", "/usr/bin/python3", "python"];

    private static readonly Lazy<string?> LazyInterpreter = new(() => Array.Find(Interpreters, HasTorch));

    /// <summary>torch.compile takes about a minute for GPT-2.</summary>
    private static readonly TimeSpan TimeToCompile = TimeSpan.FromMinutes(3);

    private readonly PeerProcess process;
    private readonly int threads;

    private PyTorch(string script, int threads, IEnumerable<string> arguments)
    {
        this.threads = threads;
        process = new PeerProcess(script, Command(LazyInterpreter.Value!, threads, [Path.Combine(AppContext.BaseDirectory, "Peers", script), .. arguments, "--threads", threads.ToString()]));
    }

    /// <summary>What it calls itself, and its threads.</summary>
    public string Name { get; private set; } = "PyTorch";

    /// <summary>True if a Python with PyTorch is there.</summary>
    /// <param name="reason">Why not, and what to do.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = LazyInterpreter.Value is not null ? "" : $"No Python with torch among {string.Join(", ", Interpreters)}. On Debian and Ubuntu: apt-get install python3-torch libopenblas0-pthread.";
        return reason.Length == 0;
    }

    /// <summary>Starts a script.</summary>
    /// <param name="script">Its file in Peers.</param>
    /// <param name="threads">Threads of PyTorch.</param>
    /// <param name="arguments">What else it gets.</param>
    /// <returns>null: there is no PyTorch.</returns>
    public static PyTorch? StartIfAvailable(string script, int threads, params IEnumerable<string> arguments) =>
        IsAvailable(out _) ? new(script, threads, arguments) : null;

    /// <summary>Starts training steps with one thread and with as many as given, and keeps the faster.</summary>
    public static PyTorch? StartFastest(GptConfig config, int batch, int threads)
    {
        if (!IsAvailable(out _))
        {
            return null;
        }

        var one = Steps(1);
        double oneSeconds = one.Time(3);
        if (threads == 1)
        {
            return one;
        }

        var many = Steps(threads);
        var (faster, slower) = many.Time(3) < oneSeconds ? (many, one) : (one, many);
        slower.Dispose();
        return faster;

        PyTorch Steps(int count) => new("nanogpt_step.py", count, Arguments(config, batch));
    }

    /// <summary>Training steps of GPT-2 on its own, by <c>gpt2_step.py</c>.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="arguments">What the script gets.</param>
    /// <exception cref="PeerException">There is no PyTorch, or it failed.</exception>
    public static TorchSteps Train(int steps, params IEnumerable<string> arguments)
    {
        using var process = StartAlone("gpt2_step.py", arguments);
        return JsonSerializer.Deserialize<TorchSteps>(process.Ask(steps), JsonSerializerOptions.Web)!;
    }

    /// <summary>Starts a script that uses a GPU, and so as many threads as it likes.</summary>
    /// <exception cref="PeerException">There is no PyTorch.</exception>
    public static PeerProcess StartAlone(string script, params IEnumerable<string> arguments) => IsAvailable(out string reason)
        ? new PeerProcess(script, Command(LazyInterpreter.Value!, Environment.ProcessorCount, [Path.Combine(AppContext.BaseDirectory, "Peers", script), .. arguments]), TimeToCompile)
        : throw new PeerException(reason);

    /// <inheritdoc/>
    public double Time(int repeats)
    {
        using var answer = JsonDocument.Parse(process.Ask(repeats));
        Name = $"PyTorch {answer.RootElement.GetProperty("torch").GetString()}, {threads}t";
        return answer.RootElement.GetProperty("milliseconds").EnumerateArray().Average(time => time.GetDouble()) / 1e3;
    }

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();

    private static bool HasTorch(string interpreter)
    {
        try
        {
            var start = Command(interpreter, 1, ["-c", "import torch"]);
            start.RedirectStandardError = true;
            using var process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // no such program
        }
    }

    private static ProcessStartInfo Command(string interpreter, int threads, string[] arguments)
    {
        var start = new ProcessStartInfo(interpreter, arguments);
        if (System.Runtime.Intrinsics.X86.Avx512F.IsSupported)
        {
            start.Environment["OPENBLAS_CORETYPE"] = "SkylakeX"; // by itself it picks AVX2 on some processors that have AVX-512
        }

        // Its allocator gives large arrays back to the system at once, and a virtual machine can take longer to hand them out
        // anew than PyTorch to fill them: it is to keep them, as we do.
        start.Environment["MALLOC_MMAP_MAX_"] = "0";
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = start.Environment["MALLOC_TOP_PAD_"] = $"{1L << 30}";
        start.Environment["OPENBLAS_NUM_THREADS"] = threads.ToString();
        start.Environment["OMP_NUM_THREADS"] = threads.ToString();
        return start;
    }

    private static IEnumerable<string> Arguments(GptConfig config, int batch)
    {
        foreach (var (name, value) in new[]
        {
            ("layers", config.NLayer), ("heads", config.NHead), ("channels", config.NEmbd), ("block", config.BlockSize),
            ("batch", batch), ("vocab", config.VocabSize), ("warmup", 1), ("steps", 0),
        })
        {
            yield return $"--{name}={value}";
        }
    }
}

/// <summary>Steps that PyTorch trained.</summary>
/// <param name="Torch">Its version.</param>
/// <param name="Losses">Each step's.</param>
/// <param name="Milliseconds">Each step's.</param>
public sealed record TorchSteps(string Torch, double[] Losses, double[] Milliseconds);
