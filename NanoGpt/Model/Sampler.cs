namespace NanoGpt;

/// <summary>Writes text token by token: the model gives the next token's logits, one is drawn, and it is appended.</summary>
/// <param name="model">What predicts.</param>
/// <param name="generator">What draws.</param>
public sealed class Sampler(LanguageModel model, TorchGenerator generator)
{
    /// <inheritdoc cref="NextToken.Temperature"/>
    public double Temperature { get; init; } = 1;

    /// <inheritdoc cref="NextToken.TopK"/>
    public int TopK { get; init; }

    /// <summary>The prompt's continuation, as it is written.</summary>
    /// <param name="prompt">At least one token.</param>
    /// <param name="maxNewTokens">How many to write.</param>
    /// <exception cref="DataException">The model's numbers are not finite.</exception>
    public IEnumerable<int> Generate(IReadOnlyList<int> prompt, int maxNewTokens)
    {
        var nextToken = new NextToken(generator) { Temperature = Temperature, TopK = TopK };
        var tokens = new List<int>(prompt);
        for (int i = 0; i < maxNewTokens; i++)
        {
            int next = nextToken.Draw(NextLogits(tokens));
            tokens.Add(next);
            yield return next;
        }
    }

    /// <summary>The logits of the token after the last: the model sees as much of the end as its context holds.</summary>
    private float[] NextLogits(List<int> tokens)
    {
        using var noGrad = Tensor.NoGrad();
        using var scope = Tensor.Scope();
        int[] context = [.. tokens.Skip(Math.Max(0, tokens.Count - model.BlockSize))];
        bool wasTraining = model.Training;
        model.Training = false;
        var logits = model.Forward(Tensor.From(context, [1, context.Length], model.Device)); // (1, T, V)
        model.Training = wasTraining;
        return logits[0, ^1].ToFloats();
    }
}
