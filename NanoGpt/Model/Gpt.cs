namespace NanoGpt;

/// <summary>
/// GPT-2 (Radford et al. 2019): a stack of transformer blocks that refine a residual stream. Parameter names are those
/// of GPT-2's published weights.
/// </summary>
public sealed class Gpt : LanguageModel, ICachedModel
{
    private const double InitStd = 0.02;

    private readonly Embedding wte;
    private readonly Embedding wpe;
    private readonly Dropout drop;
    private readonly Block[] h;
    private readonly LayerNorm lnF;
    private readonly Linear lmHead;

    /// <summary>A model with fresh weights, drawn in the order in which nanoGPT draws them: the same seed, the same weights.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="generator">Where the numbers come from; null: the common generator.</param>
    /// <param name="device">Where the parameters live; null: the default device.</param>
    /// <param name="dropoutSeed">Where the dropout masks come from.</param>
    /// <exception cref="DataException">The sizes do not fit each other.</exception>
    public Gpt(GptConfig config, TorchGenerator? generator = null, Device? device = null, uint dropoutSeed = 1337)
    {
        config.Validate();
        Config = config;
        DropoutSeeds = new DropoutSeeds(dropoutSeed);
        int c = config.NEmbd;
        wte = Child("transformer.wte", new Embedding(config.VocabSize, c, generator, device));
        wpe = Child("transformer.wpe", new Embedding(config.BlockSize, c, generator, device));
        drop = Child("transformer.drop", new Dropout(config.Dropout, DropoutSeeds));
        h = [.. Enumerable.Range(0, config.NLayer).Select(i => Child($"transformer.h.{i}", new Block(config, DropoutSeeds, generator, device)))];
        lnF = Child("transformer.ln_f", new LayerNorm(c, config.Bias, device: device));
        lmHead = new Linear(c, config.VocabSize, config.HeadBias, generator, device);
        if (config.TieWeights)
        {
            lmHead = new Linear(wte.Weight, lmHead.Bias); // Press and Wolf 2017: similar tokens, similar rows, both ways
        }

        Child("lm_head", lmHead);
        InitWeights(generator);
    }

    /// <summary>The sizes.</summary>
    public GptConfig Config { get; }

    /// <inheritdoc/>
    public override DropoutSeeds DropoutSeeds { get; }

    /// <inheritdoc/>
    public override int BlockSize => Config.BlockSize;

    /// <inheritdoc/>
    public override int VocabSize => Config.VocabSize;

    /// <inheritdoc/>
    public override long NonPositionParameterCount => ParameterCount - wpe.Weight.Count;

    /// <inheritdoc/>
    public KeyValueCache CreateCache(int batch) => new(Config.NLayer, batch, BlockSize, Config.NHead, Config.NEmbd / Config.NHead, Device);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        int t = x.Shape[1];
        if (t > BlockSize)
        {
            throw new ShapeException($"The model's context is {BlockSize} tokens; {t} do not fit.");
        }

        return lmHead.Forward(lnF.Forward(Blocks(x, null))); // (B, T, V)
    }

    /// <inheritdoc/>
    public Tensor Forward(Tensor x, KeyValueCache cache)
    {
        int t = x.Shape[1];
        cache.RequireRoom(t);
        x = Blocks(x, cache).Sum[.., ^1..]; // (B, 1, C)
        cache.Advance(t);
        return lmHead.Forward(lnF.Forward(x)); // (B, 1, V)
    }

    /// <summary>(B, T) of tokens, after those in the cache, to the residual stream (B, T, C) behind the last block.</summary>
    private ResidualStream Blocks(Tensor tokens, KeyValueCache? cache)
    {
        int first = cache?.Length ?? 0;
        var positions = wpe.Weight.Narrow(0, first, tokens.Shape[1]); // (T, C)
        var x = new ResidualStream(drop.Forward(wte.Forward(tokens) + positions)); // (B, T, C)
        for (int layer = 0; layer < h.Length; layer++)
        {
            x = RecomputesBlocks && cache is null ? new(F.Recompute(h[layer].Forward, x.Sum, DropoutSeeds)) : h[layer].Forward(x, cache, layer);
        }

        return x;
    }

    /// <summary>
    /// All weights N(0, 0.02), biases 0. Each block adds to the residual stream twice, so that its variance would grow
    /// with depth; the projections into it start smaller by 1/√(2·layers).
    /// </summary>
    private void InitWeights(TorchGenerator? generator)
    {
        Init.Normal(wte.Weight, 0, InitStd, generator);
        Init.Normal(wpe.Weight, 0, InitStd, generator);
        Linear[] projections = [.. h.SelectMany(block => block.Linears), lmHead];
        foreach (var linear in projections)
        {
            Init.Normal(linear.Weight, 0, InitStd, generator);
            if (linear.Bias is { } bias)
            {
                bias.Data = Tensor.Zeros(bias.Shape, bias.Device);
            }
        }

        if (Config.ScaleResidualInit)
        {
            foreach (var linear in h.SelectMany(block => block.ResidualProjections))
            {
                Init.Normal(linear.Weight, 0, InitStd / Math.Sqrt(2.0 * Config.NLayer), generator);
            }
        }
    }
}

/// <summary>A transformer block, normalised before each part: x + attention(ln_1(x)), then x + mlp(ln_2(x)).</summary>
internal sealed class Block : Module
{
    private readonly LayerNorm ln1;
    private readonly CausalSelfAttention attention;
    private readonly LayerNorm ln2;
    private readonly Mlp mlp;

    public Block(GptConfig config, DropoutSeeds seeds, TorchGenerator? generator, Device? device)
    {
        ln1 = Child("ln_1", new LayerNorm(config.NEmbd, config.Bias, device: device));
        attention = Child("attn", new CausalSelfAttention(config, seeds, generator, device));
        ln2 = Child("ln_2", new LayerNorm(config.NEmbd, config.Bias, device: device));
        mlp = Child("mlp", new Mlp(config, seeds, generator, device));
    }

    public IEnumerable<Linear> Linears => [attention.Attend, attention.Project, mlp.Expand, mlp.Project];

    public IEnumerable<Linear> ResidualProjections => [attention.Project, mlp.Project];

    public override Tensor Forward(Tensor x) => Forward(new ResidualStream(x), null, 0).Sum;

    public ResidualStream Forward(ResidualStream x, KeyValueCache? cache, int layer)
    {
        x += attention.Forward(ln1.Forward(x), cache, layer); // communicate
        return x + mlp.Forward(ln2.Forward(x)); // then compute
    }
}

/// <summary>Multi-head self-attention: positions look back at earlier ones.</summary>
internal sealed class CausalSelfAttention : Module
{
    private readonly GptConfig config;
    private readonly DropoutSeeds seeds;
    private readonly Dropout drop;

    public CausalSelfAttention(GptConfig config, DropoutSeeds seeds, TorchGenerator? generator, Device? device)
    {
        this.config = config;
        this.seeds = seeds;
        int c = config.NEmbd;
        Attend = Child("c_attn", new Linear(c, 3 * c, config.QkvBias ?? config.Bias, generator, device));
        Project = Child("c_proj", new Linear(c, c, config.Bias, generator, device));
        drop = Child("resid_dropout", new Dropout(config.Dropout, seeds));
    }

    /// <summary>Makes queries, keys and values of all heads at once.</summary>
    public Linear Attend { get; }

    /// <summary>Mixes the heads' results.</summary>
    public Linear Project { get; }

    public override Tensor Forward(Tensor x) => Forward(x, null, 0);

    public Tensor Forward(Tensor x, KeyValueCache? cache, int layer)
    {
        var qkv = Attend.Forward(x); // (B, T, 3·C)
        bool drops = Training && config.Dropout > 0;
        var y = cache is not null
            ? cache.Attend(layer, qkv, config.NHead)
            : F.CausalSelfAttention(qkv, config.NHead, drops ? config.Dropout : 0, drops ? seeds.Next() : 0); // (B, T, C)
        return drop.Forward(Project.Forward(y));
    }
}

/// <summary>Two layers with a non-linearity between: each position thinks for itself.</summary>
internal sealed class Mlp : Module
{
    private readonly Activation activation;
    private readonly Dropout drop;

    public Mlp(GptConfig config, DropoutSeeds seeds, TorchGenerator? generator, Device? device)
    {
        activation = config.Activation;
        Expand = Child("c_fc", new Linear(config.NEmbd, 4 * config.NEmbd, config.Bias, generator, device));
        Project = Child("c_proj", new Linear(4 * config.NEmbd, config.NEmbd, config.Bias, generator, device));
        drop = Child("dropout", new Dropout(config.Dropout, seeds));
    }

    /// <summary>C to 4·C.</summary>
    public Linear Expand { get; }

    /// <summary>4·C back to C.</summary>
    public Linear Project { get; }

    public override Tensor Forward(Tensor x)
    {
        if (activation == Activation.GeluTanh)
        {
            return drop.Forward(F.GeluMlp(x, Expand.Weight, Expand.Bias, Project.Weight, Project.Bias)); // as below, in one operation: (B, T, C)
        }

        var hidden = Expand.Forward(x); // (B, T, 4·C)
        hidden = activation == Activation.Relu ? hidden.Relu() : hidden.Gelu(exact: true);
        return drop.Forward(Project.Forward(hidden)); // (B, T, C)
    }
}
