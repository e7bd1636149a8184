using System.ComponentModel;

namespace NanoGpt;

/// <summary>Which model to train.</summary>
public enum ModelKind
{
    /// <summary>GPT-2's transformer.</summary>
    Gpt,

    /// <summary>Llama's transformer.</summary>
    Llama,

    /// <summary>A table of what follows what.</summary>
    Bigram,
}

/// <summary>What a token of a text is.</summary>
public enum TokenizerKind
{
    /// <summary>Each distinct character of the text.</summary>
    Characters,

    /// <summary>GPT-2's byte pairs, of which there are 50,257.</summary>
    Gpt2,
}

/// <summary>What the numbers of matrix products are.</summary>
public enum NumberType
{
    /// <summary>Float, as everything else.</summary>
    Float32,

    /// <summary>bf16, added up in float: see <see cref="Micrograd.MixedPrecision"/>.</summary>
    Bfloat16,
}

/// <summary>What the backward pass computes again instead of remembering it.</summary>
public enum Recomputation
{
    /// <summary>Everything is remembered.</summary>
    Nothing,

    /// <summary>Only what goes into a block is remembered.</summary>
    Blocks,
}

/// <summary>
/// Every option of a training run. The command line and the preset files have the same names in kebab case
/// (<c>--n-layer</c>, <c>"n-layer"</c>), and the descriptions below are the command line's help. The defaults are in
/// <c>presets/shakespeare-char-cpu.json</c>.
/// </summary>
public sealed record TrainConfig
{
    private const long MostTokensOfABatch = 1L << 28;
    private const int MostBatchesOfAStep = 1 << 20;

    [Description("What to train on: a text, or tokens: a folder that prepare wrote, or one of nanoGPT, build-nanogpt, llm.c or llama2.c, or one file of such tokens. Without it, tiny Shakespeare is looked for.")]
    public required string? Data { get; init; }

    [Description("Batches at random places (nanoGPT), one after the other (build-nanogpt, llm.c), shuffled (llm.c), or sequences shuffled (llama2.c).")]
    public required DataOrder DataOrder { get; init; }

    [Description("Where the weights come from: scratch (drawn by the seed), resume (as --resume), or a trained model to fine-tune, whose sizes and tokens then apply: a folder that train wrote, or its checkpoint; a folder of Hugging Face's; a .bin of llm.c or llama2.c; gpt2, gpt2-medium, gpt2-large or gpt2-xl.")]
    public required string InitFrom { get; init; }

    [Description("What a token of a text is: each of its distinct characters, or GPT-2's byte pairs.")]
    public required TokenizerKind Tokenizer { get; init; }

    [Description(ComputeOptions.DeviceDescription)]
    public required string Device { get; init; }

    [Description("Threads that compute; 0: one for each core. The results do not depend on it.")]
    public required int Threads { get; init; }

    [Description("The device's highest speed in TFLOP/s, of which the log reports the share that is used (mfu); 0: measured on a processor, looked up for GPUs that are known.")]
    public required double PeakTflops { get; init; }

    [Description("Seed of all random numbers, in PyTorch's order.")]
    public required int Seed { get; init; }

    [Description("GPT-2's transformer, Llama's, or a table of what follows what.")]
    public required ModelKind Model { get; init; }

    [Description("Rows of the token table; 0: one for each token. 50304 is GPT-2's 50,257 padded to a multiple of 64, which suits GPUs.")]
    public required int VocabSize { get; init; }

    [Description("Transformer blocks.")]
    public required int NLayer { get; init; }

    [Description("Attention heads in a block.")]
    public required int NHead { get; init; }

    [Description("Heads of keys and values, which a Llama's n-head heads of queries share; 0: as many.")]
    public required int NKvHead { get; init; }

    [Description("Channels inside a Llama's MLP; 0: as llama2.c makes them, 8/3 of n-embd rounded up to 32.")]
    public required int HiddenDim { get; init; }

    [Description("Channels; a multiple of n-head.")]
    public required int NEmbd { get; init; }

    [Description("Longest context, in tokens; a model that is fine-tuned is cropped to it if its own is longer.")]
    public required int BlockSize { get; init; }

    [Description("Share of activations dropped while training.")]
    public required float Dropout { get; init; }

    [Description("Biases in the linear layers and layer norms.")]
    public required bool Bias { get; init; }

    [Description("Biases in the layer of queries, keys and values.")]
    public required bool? QkvBias { get; init; }

    [Description("A bias in the output layer.")]
    public required bool HeadBias { get; init; }

    [Description("Non-linearity of the MLP.")]
    public required Activation Activation { get; init; }

    [Description("Whether the output layer shares the token embedding's table.")]
    public required bool TieWeights { get; init; }

    [Description("Whether projections into the residual stream start smaller.")]
    public required bool ScaleResidualInit { get; init; }

    [Description("Sequences in a batch.")]
    public required int BatchSize { get; init; }

    [Description("Batches whose gradients make one step.")]
    public required int GradientAccumulationSteps { get; init; }

    [Description("Tokens of a step, of which batch-size and block-size then make gradient-accumulation-steps; 0: as that says.")]
    public required int TotalBatchSize { get; init; }

    [Description("Numbers between matrix products. bfloat16 is mixed precision: tensor cores multiply it faster, others slower, and on a GPU half as much memory holds it; weights and the residual stream stay float.")]
    public required NumberType Dtype { get; init; }

    [Description("What the backward pass computes again instead of remembering it: blocks take little memory, and a second forward pass.")]
    public required Recomputation Recompute { get; init; }

    [Description("Whether the next batch is drawn ahead of an evaluation, as in nanoGPT, or after it, as in the lecture.")]
    public required bool Prefetch { get; init; }

    [Description("Steps to train.")]
    public required int MaxIters { get; init; }

    [Description("Highest learning rate.")]
    public required double LearningRate { get; init; }

    [Description("Whether the learning rate warms up and decays; else it is constant.")]
    public required bool DecayLr { get; init; }

    [Description("Steps of the learning rate's warm-up.")]
    public required int WarmupIters { get; init; }

    [Description("Whether the last step of the warm-up already has the highest rate, as in build-nanogpt and llm.c; in nanoGPT the step after it has.")]
    public required bool WarmupReachesPeak { get; init; }

    [Description("The step at which the learning rate has come down to --min-lr.")]
    public required int LrDecayIters { get; init; }

    [Description("Lowest learning rate.")]
    public required double MinLr { get; init; }

    [Description("AdamW's weight decay.")]
    public required double WeightDecay { get; init; }

    [Description("Whether all parameters decay, not only matrices and embeddings.")]
    public required bool DecayAll { get; init; }

    [Description("AdamW's decay of the gradient's mean.")]
    public required double Beta1 { get; init; }

    [Description("AdamW's decay of the squared gradient's mean.")]
    public required double Beta2 { get; init; }

    [Description("What AdamW adds to the root of the squared gradient's mean.")]
    public required double Epsilon { get; init; }

    [Description("Largest norm of the gradient; 0: any.")]
    public required double GradClip { get; init; }

    [Description("Steps from one evaluation to the next.")]
    public required int EvalInterval { get; init; }

    [Description("Batches of each part of the text that an evaluation averages; nanoGPT's comparisons use 200.")]
    public required int EvalIters { get; init; }

    [Description("Steps from one measurement by HellaSwag to the next, a multiple of eval-interval; 0: none. For models with GPT-2's tokens.")]
    public required int HellaswagInterval { get; init; }

    [Description("Tasks of HellaSwag that it takes, the first ones; 0: all 10,042.")]
    public required int HellaswagLimit { get; init; }

    [Description("Only evaluate, once, without training.")]
    public required bool EvalOnly { get; init; }

    [Description("Whether every evaluation saves a checkpoint, not only one that is the best so far.")]
    public required bool AlwaysSaveCheckpoint { get; init; }

    [Description("Steps from one line of progress to the next; log.jsonl has every step.")]
    public required int LogInterval { get; init; }

    [Description("Steps from one sample of text to the next; 0: none.")]
    public required int SampleInterval { get; init; }

    [Description("Length of a sample in tokens.")]
    public required int SampleTokens { get; init; }

    /// <summary>Batches whose gradients make one step.</summary>
    public int AccumulationSteps => TotalBatchSize == 0 ? GradientAccumulationSteps : (int)(TotalBatchSize / TokensPerBatch);

    /// <summary>Tokens that one step learns from.</summary>
    public long TokensPerStep => TokensPerBatch * AccumulationSteps;

    private long TokensPerBatch => (long)BatchSize * BlockSize;

    /// <summary>Rows of the token table for so many tokens.</summary>
    /// <exception cref="DataException"><see cref="VocabSize"/> is less.</exception>
    public int RowsFor(int tokens) => VocabSize == 0 || VocabSize >= tokens
        ? Math.Max(VocabSize, tokens)
        : throw new DataException($"vocab-size is {VocabSize}, but there are {tokens} tokens: choose at least as many, or 0.");

    /// <summary>The learning rate as a function of the step.</summary>
    public ISchedule Schedule() => DecayLr
        ? new CosineSchedule(LearningRate, MinLr, WarmupIters, LrDecayIters, WarmupReachesPeak)
        : new ConstantSchedule(LearningRate);

    /// <summary>The shape of the model.</summary>
    public GptConfig ToGptConfig(int vocabSize) => new()
    {
        BlockSize = BlockSize,
        VocabSize = vocabSize,
        NLayer = NLayer,
        NHead = NHead,
        NEmbd = NEmbd,
        Dropout = Dropout,
        Bias = Bias,
        QkvBias = QkvBias,
        HeadBias = HeadBias,
        Activation = Activation,
        TieWeights = TieWeights,
        ScaleResidualInit = ScaleResidualInit,
    };

    /// <summary>The shape of a Llama.</summary>
    public LlamaConfig ToLlamaConfig(int vocabSize) => new()
    {
        Dim = NEmbd,
        HiddenDim = HiddenDim == 0 ? LlamaConfig.HiddenFor(NEmbd) : HiddenDim,
        NLayers = NLayer,
        NHeads = NHead,
        NKvHeads = NKvHead == 0 ? NHead : NKvHead,
        VocabSize = vocabSize,
        MaxSeqLen = BlockSize,
        TieWeights = TieWeights,
        Dropout = Dropout,
    };

    /// <summary>Says which option is out of range; <see cref="GptConfig.Validate"/> looks at the model's.</summary>
    /// <exception cref="DataException">One is.</exception>
    public void Validate()
    {
        AtLeast(1, ("block-size", BlockSize), ("batch-size", BatchSize), ("gradient-accumulation-steps", GradientAccumulationSteps));
        AtLeast(1, ("eval-interval", EvalInterval), ("eval-iters", EvalIters), ("log-interval", LogInterval));
        AtLeast(0, ("threads", Threads), ("seed", Seed), ("max-iters", MaxIters), ("warmup-iters", WarmupIters), ("lr-decay-iters", LrDecayIters));
        AtLeast(0, ("sample-interval", SampleInterval), ("sample-tokens", SampleTokens), ("vocab-size", VocabSize), ("total-batch-size", TotalBatchSize));
        AtLeast(0, ("learning-rate", LearningRate), ("min-lr", MinLr), ("weight-decay", WeightDecay), ("grad-clip", GradClip), ("epsilon", Epsilon));
        AtLeast(0, ("hellaswag-interval", HellaswagInterval), ("hellaswag-limit", HellaswagLimit), ("peak-tflops", PeakTflops));
        if (TokensPerBatch > MostTokensOfABatch)
        {
            throw new DataException(FormattableString.Invariant(
                $"batch-size x block-size is {BatchSize} x {BlockSize}; a batch may have {MostTokensOfABatch} tokens. Take a smaller batch, and more of them for a step (gradient-accumulation-steps)."));
        }

        if (TotalBatchSize % TokensPerBatch != 0)
        {
            throw new DataException(FormattableString.Invariant(
                $"total-batch-size {TotalBatchSize} is no multiple of batch-size x block-size, {BatchSize} x {BlockSize} = {TokensPerBatch}: a step is made of whole batches."));
        }

        if (AccumulationSteps > MostBatchesOfAStep)
        {
            throw new DataException(FormattableString.Invariant($"A step would have {AccumulationSteps} batches; it may have {MostBatchesOfAStep}. Take larger batches, or fewer."));
        }

        if (HellaswagInterval % EvalInterval != 0)
        {
            throw new DataException($"hellaswag-interval {HellaswagInterval} is no multiple of eval-interval {EvalInterval}: HellaSwag is part of an evaluation.");
        }

        foreach (var (name, beta) in new[] { ("beta1", Beta1), ("beta2", Beta2) })
        {
            if (!(beta >= 0 && beta < 1))
            {
                throw new DataException(FormattableString.Invariant($"{name} is {beta}; it must be at least 0 and less than 1."));
            }
        }

        if (Model == ModelKind.Bigram && Recompute != Recomputation.Nothing)
        {
            throw new DataException("recompute is blocks, but a bigram model has no blocks: leave it at nothing.");
        }

        switch (Model)
        {
            case ModelKind.Gpt:
                ToGptConfig(vocabSize: 1).Validate();
                break;
            case ModelKind.Llama:
                ToLlamaConfig(vocabSize: 1).Validate();
                break;
        }
    }

    private static void AtLeast(double least, params ReadOnlySpan<(string Name, double Value)> options)
    {
        foreach (var (name, value) in options)
        {
            if (!(value >= least && double.IsFinite(value)))
            {
                throw new DataException(FormattableString.Invariant($"{name} is {value}; it must be at least {least}."));
            }
        }
    }
}
