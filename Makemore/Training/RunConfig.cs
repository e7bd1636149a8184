using System.Text.Json;
using System.Text.Json.Serialization;

namespace Makemore;

/// <summary>Every option of a training run; the defaults are makemore's, but for the end.</summary>
public sealed record RunConfig
{
    /// <summary>How a checkpoint keeps them.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The words; null: names.txt is looked for.</summary>
    public string? InputFile { get; init; }

    /// <summary>Steps to train; -1: until somebody asks to stop. After 8,000 the default model's test loss hardly falls further.</summary>
    public int MaxSteps { get; init; } = 8000;

    /// <summary>Where to compute. The models are so small that a GPU spends its time waiting for the next kernel.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads; 0: one for each core.</summary>
    public int Threads { get; init; }

    /// <summary>Seed of all random numbers.</summary>
    public int Seed { get; init; } = 3407;

    /// <summary>Samples are drawn among so many of the likeliest letters; -1: all.</summary>
    public int TopK { get; init; } = -1;

    /// <summary>Which model.</summary>
    public ModelKind Type { get; init; } = ModelKind.Transformer;

    /// <summary>Transformer blocks.</summary>
    public int NLayer { get; init; } = 4;

    /// <summary>Attention heads.</summary>
    public int NHead { get; init; } = 4;

    /// <summary>Numbers for a letter.</summary>
    public int NEmbd { get; init; } = 64;

    /// <summary>Numbers in a hidden layer or state.</summary>
    public int NEmbd2 { get; init; } = 64;

    /// <summary>Words in a batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>AdamW's step size.</summary>
    public double LearningRate { get; init; } = 5e-4;

    /// <summary>AdamW's weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The model's sizes for an alphabet and a context.</summary>
    public ModelConfig Sizes(int vocabSize, int blockSize) =>
        new(vocabSize, blockSize) { NLayer = NLayer, NHead = NHead, NEmbd = NEmbd, NEmbd2 = NEmbd2 };

    /// <summary>Says which option is out of range.</summary>
    /// <exception cref="DataException">One is.</exception>
    public void Validate()
    {
        AtLeast(1, ("n-layer", NLayer), ("n-head", NHead), ("n-embd", NEmbd), ("n-embd2", NEmbd2), ("batch-size", BatchSize));
        AtLeast(0, ("threads", Threads), ("seed", Seed), ("learning-rate", LearningRate), ("weight-decay", WeightDecay));
        AtLeast(-1, ("max-steps", MaxSteps), ("top-k", TopK));
    }

    private static void AtLeast(double least, params ReadOnlySpan<(string Name, double Value)> options)
    {
        foreach (var (name, value) in options)
        {
            if (!(value >= least && double.IsFinite(value)))
            {
                throw new DataException(FormattableString.Invariant($"--{name} is {value}; it must be at least {least}."));
            }
        }
    }
}
