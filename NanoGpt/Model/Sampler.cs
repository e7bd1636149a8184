namespace NanoGpt;

/// <summary>Writes text token by token: the model gives the next token's logits, one is drawn, and it is appended.</summary>
/// <param name="model">What predicts.</param>
/// <param name="generator">What draws.</param>
public sealed class Sampler(LanguageModel model, TorchGenerator generator)
{
    private readonly Device device = model.Device;

    /// <inheritdoc cref="NextToken.Temperature"/>
    public double Temperature { get; init; } = 1;

    /// <inheritdoc cref="NextToken.TopK"/>
    public int TopK { get; init; }

    /// <inheritdoc cref="NextToken.TopP"/>
    public double TopP { get; init; } = 1;

    /// <summary>Tokens that may be drawn, the first ones: rows that pad the model's token table mean nothing. 0: all.</summary>
    public int TokenCount { get; init; }

    /// <summary>
    /// Whether to keep the keys and values of what was read, where the model can. Without, each token costs a pass over all before it;
    /// the tokens are the same.
    /// </summary>
    public bool UseCache { get; init; } = true;

    /// <summary>The prompt's continuation, as it is written.</summary>
    /// <param name="prompt">At least one token. Of a prompt that is longer than the model's context, the model sees the end.</param>
    /// <param name="maxNewTokens">How many to write.</param>
    /// <exception cref="DataException">The model's numbers are not finite.</exception>
    public IEnumerable<int> Generate(IReadOnlyList<int> prompt, int maxNewTokens) =>
        Generate([prompt], maxNewTokens).Select(tokens => tokens[0]);

    /// <summary>
    /// Continues several prompts side by side, which reads the weights once for all of them. The tokens are drawn prompt by prompt.
    /// </summary>
    /// <param name="prompts">At least one, all of one length: the model has no token that means nothing, to fill shorter ones up.</param>
    /// <param name="maxNewTokens">How many to write for each.</param>
    /// <returns>The next token of each prompt, step by step, in an array that the next step overwrites.</returns>
    /// <exception cref="DataException">The prompts are empty or differ in length, a token does not exist, or the model's numbers are not finite.</exception>
    public IEnumerable<IReadOnlyList<int>> Generate(IReadOnlyList<IReadOnlyList<int>> prompts, int maxNewTokens)
    {
        Validate(prompts);
        return Run(prompts, maxNewTokens);
    }

    private IEnumerable<IReadOnlyList<int>> Run(IReadOnlyList<IReadOnlyList<int>> prompts, int maxNewTokens)
    {
        int batch = prompts.Count, length = prompts[0].Count;
        var nextToken = new NextToken(generator) { Temperature = Temperature, TopK = TopK, TopP = TopP };
        using var cache = UseCache && model is ICachedModel cached ? cached.CreateCache(batch) : null;
        using var arena = new TensorArena();
        int[][] texts = [.. prompts.Select(prompt => (int[])[.. prompt, .. new int[maxNewTokens]])];
        var next = new int[batch];
        var logits = new float[batch * model.VocabSize];
        for (int end = length; end < length + maxNewTokens; end++)
        {
            ReadLogits(texts, end, cache, arena, logits);
            for (int b = 0; b < batch; b++)
            {
                next[b] = texts[b][end] = nextToken.Draw(logits.AsSpan(b * model.VocabSize, TokenCount > 0 ? TokenCount : model.VocabSize));
            }

            yield return next;
        }
    }

    /// <summary>
    /// The logits of the tokens at <paramref name="end"/>. The model sees as much of what is before as its context holds. When that is
    /// full, every token moves to another position, and nothing in the cache is right any more.
    /// </summary>
    private void ReadLogits(int[][] texts, int end, KeyValueCache? cache, TensorArena arena, float[] logits)
    {
        using var turn = arena.Begin();
        using var scope = Tensor.Scope(); // for the views, which the arena does not keep
        bool wasTraining = model.Training;
        if (wasTraining)
        {
            model.Training = false;
        }

        if (end > model.BlockSize)
        {
            cache?.Clear();
        }

        int first = Math.Max(0, end - model.BlockSize) + (cache?.Length ?? 0);
        var tokens = Tensor.From(Columns(texts, first, end), [texts.Length, end - first], device); // (B, T)
        var last = cache is null ? model.Forward(tokens)[.., ^1] : ((ICachedModel)model).Forward(tokens, cache); // (B, V) or (B, 1, V)
        last.CopyTo(logits);
        if (wasTraining)
        {
            model.Training = true;
        }
    }

    /// <summary>Tokens from <paramref name="first"/> to before <paramref name="end"/> of each text.</summary>
    private static ReadOnlySpan<int> Columns(int[][] texts, int first, int end)
    {
        if (texts.Length == 1)
        {
            return texts[0].AsSpan(first, end - first);
        }

        var columns = new int[texts.Length * (end - first)];
        for (int b = 0; b < texts.Length; b++)
        {
            texts[b].AsSpan(first, end - first).CopyTo(columns.AsSpan(b * (end - first)));
        }

        return columns;
    }

    private void Validate(IReadOnlyList<IReadOnlyList<int>> prompts)
    {
        if (prompts.Count == 0 || prompts[0].Count == 0)
        {
            throw new DataException("There is no prompt: a model continues at least one token.");
        }

        if (prompts.FirstOrDefault(prompt => prompt.Count != prompts[0].Count) is { } other)
        {
            throw new DataException($"Prompts of {prompts[0].Count} and {other.Count} tokens cannot be continued side by side: give prompts of one length, or one after another.");
        }

        foreach (int token in prompts.SelectMany(prompt => prompt).Where(token => token < 0 || token >= model.VocabSize).Take(1))
        {
            throw new DataException($"The prompt has token {token}; the model knows tokens 0 to {model.VocabSize - 1}.");
        }
    }
}
