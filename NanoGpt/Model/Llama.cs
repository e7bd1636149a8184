namespace NanoGpt;

/// <summary>
/// Llama 2 (Touvron et al. 2023), as llama2.c trains and runs it: a GPT with RMS norms, positions that turn queries and keys
/// instead of being added, a gated MLP, and no biases.
/// </summary>
public sealed class Llama : LanguageModel, ICachedModel
{
    private const double InitStd = 0.02;

    private readonly Embedding tokEmbeddings;
    private readonly Dropout drop;
    private readonly LlamaBlock[] layers;
    private readonly RmsNorm norm;
    private readonly Linear output;

    /// <summary>A model with fresh weights.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="generator">Where the numbers come from; null: the common generator.</param>
    /// <param name="device">Where the parameters live; null: the default device.</param>
    /// <param name="dropoutSeed">Where the dropout masks come from.</param>
    /// <exception cref="DataException">The sizes do not fit each other.</exception>
    public Llama(LlamaConfig config, TorchGenerator? generator = null, Device? device = null, uint dropoutSeed = 1337)
    {
        config.Validate();
        Config = config;
        DropoutSeeds = new DropoutSeeds(dropoutSeed);
        tokEmbeddings = Child("tok_embeddings", new Embedding(config.VocabSize, config.Dim, generator, device));
        drop = Child("dropout", new Dropout(config.Dropout, DropoutSeeds));
        var positions = new RotaryEmbedding(config.MaxSeqLen, config.HeadSize, device: device);
        layers = [.. Enumerable.Range(0, config.NLayers).Select(i => Child($"layers.{i}", new LlamaBlock(config, DropoutSeeds, positions, generator, device)))];
        norm = Child("norm", new RmsNorm(config.Dim, device: device));
        output = Child("output", config.TieWeights
            ? new Linear(tokEmbeddings.Weight)
            : new Linear(config.Dim, config.VocabSize, bias: false, generator, device));
        InitWeights(generator);
    }

    /// <summary>The sizes.</summary>
    public LlamaConfig Config { get; }

    /// <inheritdoc/>
    public override DropoutSeeds DropoutSeeds { get; }

    /// <inheritdoc/>
    public override int BlockSize => Config.MaxSeqLen;

    /// <inheritdoc/>
    public override int VocabSize => Config.VocabSize;

    /// <inheritdoc/>
    public KeyValueCache CreateCache(int batch) => new(Config.NLayers, batch, BlockSize, Config.NKvHeads, Config.HeadSize, Device);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Shape[1] > BlockSize)
        {
            throw new ShapeException($"The model's context is {BlockSize} tokens; {x.Shape[1]} do not fit.");
        }

        return output.Forward(norm.Forward(Blocks(x, null))); // (B, T, V)
    }

    /// <inheritdoc/>
    public Tensor Forward(Tensor x, KeyValueCache cache)
    {
        int t = x.Shape[1];
        cache.RequireRoom(t);
        x = Blocks(x, cache)[.., ^1..]; // (B, 1, C)
        cache.Advance(t);
        return output.Forward(norm.Forward(x)); // (B, 1, V)
    }

    /// <summary>(B, T) of tokens, after those in the cache, to the residual stream (B, T, C) behind the last block.</summary>
    private Tensor Blocks(Tensor x, KeyValueCache? cache)
    {
        x = drop.Forward(tokEmbeddings.Forward(x)); // (B, T, C)
        for (int layer = 0; layer < layers.Length; layer++)
        {
            x = RecomputesBlocks && cache is null ? F.Recompute(layers[layer].Forward, x, DropoutSeeds) : layers[layer].Forward(x, cache, layer);
        }

        return x;
    }

    /// <summary>All weights N(0, 0.02), smaller by 1/√(2·layers) where a block adds to the residual stream, and in w3, as llama2.c does.</summary>
    private void InitWeights(TorchGenerator? generator)
    {
        foreach (var (name, tensor) in NamedParameters.Where(parameter => parameter.Tensor.Rank == 2))
        {
            bool isSmaller = name.EndsWith("w3.weight", StringComparison.Ordinal) || name.EndsWith("wo.weight", StringComparison.Ordinal);
            Init.Normal(tensor, 0, isSmaller ? InitStd / Math.Sqrt(2.0 * Config.NLayers) : InitStd, generator);
        }
    }
}

/// <summary>A block of a Llama, normalised before each part: x + attention(attention_norm(x)), then x + feed_forward(ffn_norm(x)).</summary>
internal sealed class LlamaBlock : Module
{
    private readonly RmsNorm attentionNorm;
    private readonly GroupedQueryAttention attention;
    private readonly RmsNorm ffnNorm;
    private readonly FeedForward feedForward;

    public LlamaBlock(LlamaConfig config, DropoutSeeds seeds, RotaryEmbedding positions, TorchGenerator? generator, Device? device)
    {
        attentionNorm = Child("attention_norm", new RmsNorm(config.Dim, device: device));
        attention = Child("attention", new GroupedQueryAttention(config, seeds, positions, generator, device));
        ffnNorm = Child("ffn_norm", new RmsNorm(config.Dim, device: device));
        feedForward = Child("feed_forward", new FeedForward(config, seeds, generator, device));
    }

    public override Tensor Forward(Tensor x) => Forward(x, null, 0);

    public Tensor Forward(Tensor x, KeyValueCache? cache, int layer)
    {
        x += attention.Forward(attentionNorm.Forward(x), cache, layer); // communicate
        return x + feedForward.Forward(ffnNorm.Forward(x)); // then compute
    }
}

/// <summary>Multi-head self-attention whose queries and keys are turned by their positions, and whose keys and values may be shared.</summary>
internal sealed class GroupedQueryAttention : Module
{
    private readonly LlamaConfig config;
    private readonly DropoutSeeds seeds;
    private readonly RotaryEmbedding positions;
    private readonly Linear wqkv;
    private readonly Linear wo;
    private readonly Dropout drop;

    public GroupedQueryAttention(LlamaConfig config, DropoutSeeds seeds, RotaryEmbedding positions, TorchGenerator? generator, Device? device)
    {
        this.config = config;
        this.seeds = seeds;
        this.positions = positions;
        int columns = (config.NHeads + (2 * config.NKvHeads)) * config.HeadSize;
        wqkv = Child("wqkv", new Linear(config.Dim, columns, bias: false, generator, device)); // wq, wk and wv, one below the other
        wo = Child("wo", new Linear(config.Dim, config.Dim, bias: false, generator, device));
        drop = Child("resid_dropout", new Dropout(config.Dropout, seeds));
    }

    public override Tensor Forward(Tensor x) => Forward(x, null, 0);

    public Tensor Forward(Tensor x, KeyValueCache? cache, int layer)
    {
        int turned = (config.NHeads + config.NKvHeads) * config.HeadSize; // queries and keys
        var qkv = positions.Rotate(wqkv.Forward(x), turned, cache?.Length ?? 0); // (B, T, (heads + 2·shared heads)·HeadSize)
        bool drops = Training && config.Dropout > 0;
        var y = cache is not null
            ? cache.Attend(layer, qkv, config.NHeads)
            : F.CausalSelfAttention(F.RepeatKeyValues(qkv, config.NHeads, config.NKvHeads), config.NHeads, drops ? config.Dropout : 0, drops ? seeds.Next() : 0); // (B, T, C)
        return drop.Forward(wo.Forward(y));
    }
}

/// <summary>The gated MLP of Llama: w2(silu(w1(x))·w3(x)).</summary>
internal sealed class FeedForward : Module
{
    private readonly Linear w1;
    private readonly Linear w2;
    private readonly Linear w3;
    private readonly Dropout drop;

    public FeedForward(LlamaConfig config, DropoutSeeds seeds, TorchGenerator? generator, Device? device)
    {
        w1 = Child("w1", new Linear(config.Dim, config.HiddenDim, bias: false, generator, device));
        w2 = Child("w2", new Linear(config.HiddenDim, config.Dim, bias: false, generator, device));
        w3 = Child("w3", new Linear(config.Dim, config.HiddenDim, bias: false, generator, device));
        drop = Child("dropout", new Dropout(config.Dropout, seeds));
    }

    public override Tensor Forward(Tensor x) => drop.Forward(w2.Forward(Tensor.SwiGlu(w1.Forward(x), w3.Forward(x)))); // (B, T, C)
}
