namespace Makemore;

/// <summary>
/// makemore's transformer: a stack of blocks, each normalised before its two parts, over letters and learned positions.
/// Neither dropout nor shared weights; PyTorch's default weights, in PyTorch's order of draws.
/// </summary>
public sealed class TransformerModel : WordModel
{
    private readonly Embedding wte;
    private readonly Embedding wpe;
    private readonly TransformerBlock[] blocks;
    private readonly LayerNorm lnF;
    private readonly Linear lmHead;

    /// <summary>A model with fresh weights.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="generator">Where the weights come from; null: the common generator.</param>
    /// <param name="device">Where they live; null: the default device.</param>
    /// <exception cref="DataException">The heads do not divide the channels.</exception>
    public TransformerModel(ModelConfig config, TorchGenerator? generator = null, Device? device = null)
        : base(config)
    {
        var (v, t, c) = (VocabSize, BlockSize, config.NEmbd);
        if (c % config.NHead != 0)
        {
            throw new DataException($"--n-embd is {c}, not divisible by --n-head, which is {config.NHead}: each head gets as many channels.");
        }

        wte = Child("transformer.wte", new Embedding(v, c, generator, device));
        wpe = Child("transformer.wpe", new Embedding(t, c, generator, device));
        blocks = [.. Enumerable.Range(0, config.NLayer).Select(i => Child($"transformer.h.{i}", new TransformerBlock(c, config.NHead, generator, device)))];
        lnF = Child("transformer.ln_f", new LayerNorm(c, device: device));
        lmHead = Child("lm_head", new Linear(c, v, bias: false, generator, device));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        int t = Length(x);
        x = wte.Forward(x) + wpe.Weight[..t]; // (B, T, C)
        foreach (var block in blocks)
        {
            x = block.Forward(x);
        }

        return lmHead.Forward(lnF.Forward(x)); // (B, T, V)
    }
}

/// <summary>x + attention(ln_1(x)), then x + mlp(ln_2(x)): letters look at earlier ones, then each thinks for itself.</summary>
internal sealed class TransformerBlock : Module
{
    private readonly int heads;
    private readonly LayerNorm ln1;
    private readonly Linear cAttn;
    private readonly Linear cProj;
    private readonly LayerNorm ln2;
    private readonly Linear mlpFc;
    private readonly Linear mlpProj;

    public TransformerBlock(int c, int heads, TorchGenerator? generator, Device? device)
    {
        this.heads = heads;
        ln1 = Child("ln_1", new LayerNorm(c, device: device));
        cAttn = Child("attn.c_attn", new Linear(c, 3 * c, true, generator, device));
        cProj = Child("attn.c_proj", new Linear(c, c, true, generator, device));
        ln2 = Child("ln_2", new LayerNorm(c, device: device));
        mlpFc = Child("mlp.c_fc", new Linear(c, 4 * c, true, generator, device));
        mlpProj = Child("mlp.c_proj", new Linear(4 * c, c, true, generator, device));
    }

    public override Tensor Forward(Tensor x)
    {
        var qkv = cAttn.Forward(ln1.Forward(x)); // (B, T, 3·C)
        x += cProj.Forward(F.CausalSelfAttention(qkv, heads)); // (B, T, C)
        return x + mlpProj.Forward(mlpFc.Forward(ln2.Forward(x)).Gelu());
    }
}
