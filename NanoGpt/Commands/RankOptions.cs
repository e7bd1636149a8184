using System.CommandLine;
using System.Text.Json;

namespace NanoGpt;

/// <summary>What <c>train</c> can be told about its ranks, and what must be the same on all of them. How a run is shared does not belong to the run: it can go on otherwise.</summary>
internal sealed class RankOptions
{
    /// <summary>Options that may differ from machine to machine. Data are compared by what is in them, not by their path.</summary>
    private static readonly string[] OwnOfAMachine = ["data", "device", "threads", "peak-tflops"];

    public Option<int> Zero { get; } = new("--zero")
    {
        Description = "With several ranks (mpirun): the stage of ZeRO. 0: each keeps all of AdamW's moments; 1: each keeps its share, which takes less memory.",
        DefaultValueFactory = _ => 0,
    };

    public Option<double> Timeout { get; } = new("--rank-timeout")
    {
        Description = "With several ranks: seconds that one waits for the others, before it names those that are missing and ends the run.",
        DefaultValueFactory = _ => 600,
    };

    /// <summary>How long to wait.</summary>
    /// <exception cref="UsageException">Not a time.</exception>
    public TimeSpan TimeoutOf(ParseResult given) => given.GetValue(Timeout) is > 0 and <= 1e6 and var seconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new UsageException(FormattableString.Invariant($"--rank-timeout is {given.GetValue(Timeout)}; it must be more than 0, and at most 1000000 seconds."));

    /// <summary>Whether the moments are shared.</summary>
    /// <exception cref="UsageException">There is no such stage here.</exception>
    public bool Shards(ParseResult given) => given.GetValue(Zero) switch
    {
        0 => false,
        1 => true,
        var other => throw new UsageException($"--zero is {other}; stages 0 and 1 of ZeRO are known here."),
    };

    /// <summary>What all ranks must have in common.</summary>
    public static Dictionary<string, string> Facts(TrainingStart start, TrainingData data)
    {
        var facts = new Dictionary<string, string>
        {
            ["program"] = typeof(Trainer).Module.ModuleVersionId.ToString(),
            ["SHA-256 of the data"] = data.Sha256,
            ["kind of tokens"] = data.Codec.Name,
            ["--zero"] = start.ShardsOptimizer ? "1" : "0",
            ["checkpoint's step"] = start.Checkpoint?.Step.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none",
        };
        foreach (var (name, value) in JsonSerializer.SerializeToElement(start.Config, ConfigOption.Json).EnumerateObject().Select(option => (option.Name, option.Value)))
        {
            if (!OwnOfAMachine.Contains(name))
            {
                facts[$"--{name}"] = value.ToString();
            }
        }

        return facts;
    }
}
