using System.CommandLine;
using System.Text.Json;

namespace Makemore;

/// <summary>The options of <see cref="RunConfig"/> on the command line, with its defaults in the help.</summary>
internal sealed class RunOptions
{
    private static readonly RunConfig Default = new();
    private static readonly ModelKind[] Kinds = Enum.GetValues<ModelKind>();

    private readonly Option<string?> inputFile = new("--input-file", "-i") { Description = "A text with a word a line; without one, names.txt is looked for." };
    private readonly Option<int> maxSteps = Number("--max-steps", Default.MaxSteps, "Steps to train; -1: until Ctrl-C.");
    private readonly Option<string> device = new("--device") { Description = ComputeOptions.DeviceDescription, DefaultValueFactory = _ => Default.Device };
    private readonly Option<int> threads = Number("--threads", Default.Threads, "Threads that compute; 0: one for each core. The results do not depend on it.");
    private readonly Option<int> seed = Number("--seed", Default.Seed, "Seed of all random numbers, in PyTorch's order.");
    private readonly Option<int> topK = Number("--top-k", Default.TopK, "Sample among so many of the likeliest letters; -1: all.");
    private readonly Option<string> type = new("--type") { Description = "The model.", DefaultValueFactory = _ => Name(Default.Type) };
    private readonly Option<int> nLayer = Number("--n-layer", Default.NLayer, "Transformer blocks.");
    private readonly Option<int> nHead = Number("--n-head", Default.NHead, "Attention heads of a transformer block.");
    private readonly Option<int> nEmbd = Number("--n-embd", Default.NEmbd, "Numbers for a letter: the model's channels.");
    private readonly Option<int> nEmbd2 = Number("--n-embd2", Default.NEmbd2, "Numbers in a hidden layer or a recurrent state.");
    private readonly Option<int> batchSize = Number("--batch-size", Default.BatchSize, "Words in a batch.", "-b");
    private readonly Option<double> learningRate = Number("--learning-rate", Default.LearningRate, "AdamW's step size.", "-l");
    private readonly Option<double> weightDecay = Number("--weight-decay", Default.WeightDecay, "AdamW's weight decay.", "-w");

    /// <summary>The options for the parser.</summary>
    public RunOptions() => type.AcceptOnlyFromAmong([.. Kinds.Select(Name)]);

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All =>
        [inputFile, maxSteps, device, threads, seed, topK, type, nLayer, nHead, nEmbd, nEmbd2, batchSize, learningRate, weightDecay];

    /// <summary>What --type calls a model.</summary>
    public static string Name(ModelKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <summary>A model's sizes as the command line says them.</summary>
    public static string SizesOf(RunConfig config) =>
        FormattableString.Invariant($"--n-layer {config.NLayer} --n-head {config.NHead} --n-embd {config.NEmbd} --n-embd2 {config.NEmbd2}");

    /// <summary>A configuration with what the command line gives in place of its own.</summary>
    /// <exception cref="DataException">An option is out of range.</exception>
    public RunConfig Apply(ParseResult given, RunConfig config)
    {
        T Or<T>(Option<T> option, T otherwise) => given.GetResult(option) is { Implicit: false } ? given.GetValue(option)! : otherwise;
        string name = Or(type, Name(config.Type));
        config = config with
        {
            InputFile = Or(inputFile, config.InputFile),
            MaxSteps = Or(maxSteps, config.MaxSteps),
            Device = Or(device, config.Device),
            Threads = Or(threads, config.Threads),
            Seed = Or(seed, config.Seed),
            TopK = Or(topK, config.TopK),
            Type = Kinds.First(kind => Name(kind) == name),
            NLayer = Or(nLayer, config.NLayer),
            NHead = Or(nHead, config.NHead),
            NEmbd = Or(nEmbd, config.NEmbd),
            NEmbd2 = Or(nEmbd2, config.NEmbd2),
            BatchSize = Or(batchSize, config.BatchSize),
            LearningRate = Or(learningRate, config.LearningRate),
            WeightDecay = Or(weightDecay, config.WeightDecay),
        };
        config.Validate();
        return config;
    }

    /// <summary>The option that names a run's folder.</summary>
    public static Option<string> WorkDir() => new("--work-dir", "-o", "--out-dir")
    {
        Description = "The run's folder: model.safetensors (the best so far), state.safetensors (to go on from), log.jsonl, loss.html.",
        DefaultValueFactory = _ => Path.Combine("out", "makemore"),
    };

    private static Option<T> Number<T>(string name, T value, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, DefaultValueFactory = _ => value };
}
