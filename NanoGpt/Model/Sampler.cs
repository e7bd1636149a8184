namespace NanoGpt;

/// <summary>Writes text token by token: the model gives the next token's logits, one is drawn, and it is appended.</summary>
/// <param name="model">What predicts.</param>
/// <param name="generator">What draws.</param>
public sealed class Sampler(LanguageModel model, TorchGenerator generator)
{
    /// <summary>Below this temperature the likeliest token has all the probability that a float can tell, and the division could overflow.</summary>
    private const double Greedy = 1e-9;

    /// <summary>
    /// Logits are divided by this: below 1 the likely tokens become likelier; 0 always takes the likeliest (greedy).
    /// </summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Only this many of the likeliest tokens can be drawn; 0: all.</summary>
    public int TopK { get; init; }

    /// <summary>The prompt's continuation, as it is written.</summary>
    /// <param name="prompt">At least one token.</param>
    /// <param name="maxNewTokens">How many to write.</param>
    /// <exception cref="DataException">The model's numbers are not finite.</exception>
    public IEnumerable<int> Generate(IReadOnlyList<int> prompt, int maxNewTokens)
    {
        var tokens = new List<int>(prompt);
        for (int i = 0; i < maxNewTokens; i++)
        {
            int next = Draw(NextLogits(tokens));
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

    private int Draw(float[] logits)
    {
        if (logits.Any(logit => !float.IsFinite(logit)))
        {
            throw new DataException("The model gives a logit that is not a finite number, so it cannot write: its training diverged. Train it with a smaller --learning-rate.");
        }

        if (Temperature < Greedy)
        {
            return Array.IndexOf(logits, logits.Max());
        }

        if (TopK > 0 && TopK < logits.Length)
        {
            float least = logits.OrderDescending().ElementAt(TopK - 1);
            for (int i = 0; i < logits.Length; i++)
            {
                logits[i] = logits[i] < least ? float.NegativeInfinity : logits[i];
            }
        }

        return generator.Multinomial<float>(Softmax(logits));
    }

    /// <summary>Probabilities, in float as PyTorch computes them.</summary>
    private float[] Softmax(float[] logits)
    {
        float scale = (float)Temperature;
        float max = logits.Max() / scale;
        float sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] = MathF.Exp((logits[i] / scale) - max);
            sum += logits[i];
        }

        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] /= sum;
        }

        return logits;
    }
}
