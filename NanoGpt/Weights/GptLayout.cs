namespace NanoGpt;

/// <summary>One of the sixteen kinds of tensors that a GPT-2 has, from all its layers.</summary>
/// <param name="Symbol">llm.c's name for it.</param>
/// <param name="Names">The names of the parameters: one, or one for each layer.</param>
/// <param name="Shape">The shape of each of them, as our modules have it: linear layers are (out, in).</param>
internal sealed record GptTensors(string Symbol, IReadOnlyList<string> Names, int[] Shape)
{
    /// <summary>
    /// OpenAI wrote the linear layers of the blocks as convolutions of width 1, and Hugging Face keeps them so: (in, out),
    /// the transpose of ours.
    /// </summary>
    public bool IsConv1D => Shape.Length == 2 && Names[0].Contains(".h.", StringComparison.Ordinal);

    /// <summary>The shape in Hugging Face's files.</summary>
    public int[] HuggingFaceShape => IsConv1D ? [Shape[1], Shape[0]] : Shape;

    /// <summary>Elements of one of the parameters.</summary>
    public int Count => Shapes.Count(Shape);
}

/// <summary>Which tensors a GPT-2 consists of, in the order of llm.c's files.</summary>
internal static class GptLayout
{
    /// <summary>llm.c and others pad the vocabulary to a multiple of this, for the sake of the GPU's tiles: 50,257 becomes 50,304.</summary>
    public const int VocabularyMultiple = 128;

    /// <summary>The sixteen kinds.</summary>
    public static IReadOnlyList<GptTensors> Of(GptConfig config)
    {
        int c = config.NEmbd;
        return
        [
            new("wte", ["transformer.wte.weight"], [config.VocabSize, c]),
            new("wpe", ["transformer.wpe.weight"], [config.BlockSize, c]),
            Layers("ln1w", "ln_1.weight", c),
            Layers("ln1b", "ln_1.bias", c),
            Layers("qkvw", "attn.c_attn.weight", 3 * c, c),
            Layers("qkvb", "attn.c_attn.bias", 3 * c),
            Layers("attprojw", "attn.c_proj.weight", c, c),
            Layers("attprojb", "attn.c_proj.bias", c),
            Layers("ln2w", "ln_2.weight", c),
            Layers("ln2b", "ln_2.bias", c),
            Layers("fcw", "mlp.c_fc.weight", 4 * c, c),
            Layers("fcb", "mlp.c_fc.bias", 4 * c),
            Layers("fcprojw", "mlp.c_proj.weight", c, 4 * c),
            Layers("fcprojb", "mlp.c_proj.bias", c),
            new("lnfw", ["transformer.ln_f.weight"], [c]),
            new("lnfb", ["transformer.ln_f.bias"], [c]),
        ];

        GptTensors Layers(string symbol, string name, params int[] shape) =>
            new(symbol, [.. Enumerable.Range(0, config.NLayer).Select(i => $"transformer.h.{i}.{name}")], shape);
    }

    /// <summary>
    /// Numbers in all of them, with so many rows in the token table. Counted wide and without the list of the layers, since
    /// the sizes may come from a damaged header.
    /// </summary>
    public static Int128 CountNumbers(GptConfig config, int rows)
    {
        Int128 c = config.NEmbd;
        var block = (12 * c * c) + (13 * c); // weights of 3 + 1 + 4 + 4, biases of 3 + 1 + 4 + 1, two norms of 2
        return (((Int128)rows + config.BlockSize) * c) + (config.NLayer * block) + (2 * c);
    }

    /// <summary>V rounded up.</summary>
    public static int Padded(int vocabSize) => (vocabSize + VocabularyMultiple - 1) / VocabularyMultiple * VocabularyMultiple;

    /// <summary>The numbers of a parameter; a bias that the model does without is all zeros, which computes the same.</summary>
    public static float[] Values(IReadOnlyDictionary<string, Tensor> parameters, string name, GptTensors kind) =>
        parameters.TryGetValue(name, out var parameter) ? parameter.ToFloats() : new float[kind.Count];
}
