namespace Micrograd;

/// <summary>Draws a token by the logits that a model gives it, as PyTorch's softmax and multinomial do.</summary>
/// <param name="generator">What draws.</param>
public sealed class NextToken(TorchGenerator generator)
{
    /// <summary>Below this temperature the likeliest token has all the probability that a float can tell, and the division could overflow.</summary>
    private const double Greedy = 1e-9;

    /// <summary>
    /// Logits are divided by this: below 1 the likely tokens become likelier; 0 always takes the likeliest (greedy).
    /// </summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Only this many of the likeliest tokens can be drawn; 0: all.</summary>
    public int TopK { get; init; }

    /// <summary>A token.</summary>
    /// <param name="logits">(V), which are overwritten; -∞ for a token that cannot be drawn.</param>
    /// <exception cref="DataException">They are not numbers.</exception>
    public int Draw(float[] logits)
    {
        if (logits.Any(logit => float.IsNaN(logit) || float.IsPositiveInfinity(logit)) || logits.All(float.IsNegativeInfinity))
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
