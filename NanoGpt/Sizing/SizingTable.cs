namespace NanoGpt;

/// <summary>A line of a table: a part and how much of something it has. Parts of parts are named with a slash.</summary>
/// <param name="Name">The part.</param>
/// <param name="Amount">Parameters, or floating-point operations.</param>
public readonly record struct SizingRow(string Name, double Amount);

/// <summary>
/// Where the parameters and the arithmetic of a GPT are, computed from its sizes alone: what nanoGPT's notebook transformer_sizing
/// shows, for any GPT.
/// </summary>
/// <param name="config">The sizes.</param>
public sealed class SizingTable(GptConfig config)
{
    private const double BytesPerNumber = sizeof(float);
    private readonly double c = config.NEmbd;
    private readonly double t = config.BlockSize;
    private readonly double v = config.VocabSize;
    private readonly double layers = config.NLayer;

    /// <summary>Learned numbers, part by part; those of one block, then of all. The last line is the sum.</summary>
    public IReadOnlyList<SizingRow> Parameters
    {
        get
        {
            double bias = config.Bias ? 1 : 0, qkvBias = (config.QkvBias ?? config.Bias) ? 1 : 0;
            double norm = c + (bias * c);
            double qkv = (3 * c * c) + (qkvBias * 3 * c), attentionOut = (c * c) + (bias * c);
            double expand = (4 * c * c) + (bias * 4 * c), mlpOut = (4 * c * c) + (bias * c);
            double attention = norm + qkv + attentionOut, mlp = norm + expand + mlpOut;
            double head = (config.TieWeights ? 0 : v * c) + (config.HeadBias ? v : 0);
            double embedding = (t * c) + (v * c), blocks = layers * (attention + mlp);
            return
            [
                new("embedding/position", t * c), new("embedding/token", v * c), new("embedding", embedding),
                new("attention/norm", norm), new("attention/queries, keys, values", qkv), new("attention/projection", attentionOut), new("attention", attention),
                new("mlp/norm", norm), new("mlp/expand", expand), new("mlp/projection", mlpOut), new("mlp", mlp),
                new("block", attention + mlp), new(FormattableString.Invariant($"all {config.NLayer} blocks"), blocks),
                new("last norm", norm), new(config.TieWeights ? "output layer (the token table again)" : "output layer", head),
                new("total", embedding + blocks + norm + head),
            ];
        }
    }

    /// <summary>
    /// Floating-point operations of a forward pass over one sequence of T tokens. Only matrix products count; attention's are counted
    /// whole, though half of each is masked. The last line is the sum.
    /// </summary>
    public IReadOnlyList<SizingRow> ForwardFlops
    {
        get
        {
            double qkv = 2 * t * c * 3 * c, scores = 2 * t * t * c, values = 2 * t * t * c, attentionOut = 2 * t * c * c;
            double expand = 2 * t * c * 4 * c, mlpOut = 2 * t * 4 * c * c;
            double attention = qkv + scores + values + attentionOut, mlp = expand + mlpOut;
            double blocks = layers * (attention + mlp), head = 2 * t * c * v;
            return
            [
                new("attention/queries, keys, values", qkv), new("attention/scores", scores), new("attention/values", values),
                new("attention/projection", attentionOut), new("attention", attention),
                new("mlp/expand", expand), new("mlp/projection", mlpOut), new("mlp", mlp),
                new("block", attention + mlp), new(FormattableString.Invariant($"all {config.NLayer} blocks"), blocks),
                new("output layer", head), new("forward", blocks + head),
            ];
        }
    }

    /// <summary>All learned numbers.</summary>
    public double ParameterCount => Parameters[^1].Amount;

    /// <summary>Operations of a forward pass over one sequence, and of the backward pass, which costs twice as much.</summary>
    public double TrainingFlops => 3 * ForwardFlops[^1].Amount;

    /// <summary>The same by PaLM's formula.</summary>
    public double PalmFlops => PalmFlopsPerToken * t;

    /// <summary>PaLM's formula for one token.</summary>
    public double PalmFlopsPerToken => ModelFlops.PerToken((long)(ParameterCount - (t * c)), config.NLayer, config.NEmbd, config.BlockSize);

    /// <summary>Bytes of a checkpoint in float: the weights and AdamW's two moments.</summary>
    public double CheckpointBytes => 3 * BytesPerNumber * ParameterCount;

    /// <summary>Bytes that training keeps besides a batch's activations: a gradient more.</summary>
    public double StateBytes => 4 * BytesPerNumber * ParameterCount;

    /// <summary>The share of a device's speed that a training run uses, by the operations counted above.</summary>
    /// <param name="tokensPerSecond">How fast it trains.</param>
    /// <param name="peakFlops">The device's highest speed.</param>
    public double Utilisation(double tokensPerSecond, double peakFlops) => TrainingFlops / t * tokensPerSecond / peakFlops;
}
