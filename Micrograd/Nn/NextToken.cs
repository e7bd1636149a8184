using System.Numerics.Tensors;

namespace Micrograd;

/// <summary>Draws a token by the logits that a model gives it, as PyTorch's softmax and multinomial do.</summary>
/// <param name="generator">What draws.</param>
public sealed class NextToken(TorchGenerator generator)
{
    /// <summary>Below this temperature the likeliest token has all the probability that a float can tell, and the division could overflow.</summary>
    private const double Greedy = 1e-9;

    private readonly PriorityQueue<float, float> best = new();
    private float[] probabilities = [];
    private int[] tokens = [];

    /// <summary>
    /// Logits are divided by this: below 1 the likely tokens become likelier; 0 always takes the likeliest (greedy).
    /// </summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Only this many of the likeliest tokens can be drawn; 0: all.</summary>
    public int TopK { get; init; }

    /// <summary>
    /// Only the likeliest tokens that together have this probability can be drawn (Holtzman et al. 2020, nucleus sampling): many
    /// where the model is unsure, few where it is sure. 1: all.
    /// </summary>
    public double TopP { get; init; } = 1;

    /// <summary>A token.</summary>
    /// <param name="logits">(V), which are overwritten; -∞ for a token that cannot be drawn.</param>
    /// <exception cref="DataException">They are not numbers.</exception>
    public int Draw(Span<float> logits)
    {
        float largest = TensorPrimitives.Max(logits); // NaN if any is
        if (!float.IsFinite(largest))
        {
            throw new DataException("The model gives a logit that is not a finite number, so it cannot write: its training diverged. Train it with a smaller --learning-rate.");
        }

        if (Temperature < Greedy)
        {
            return logits.IndexOf(largest);
        }

        if (TopK > 0 && TopK < logits.Length)
        {
            KeepLargest(logits);
        }

        Softmax(logits, largest);
        if (TopP < 1)
        {
            KeepNucleus(logits);
        }

        return generator.Multinomial<float>(logits);
    }

    /// <summary>Hides the logits below the k-th largest; a heap has the k largest so far, the least of them on top.</summary>
    private void KeepLargest(Span<float> logits)
    {
        best.Clear();
        foreach (float logit in logits)
        {
            if (best.Count < TopK)
            {
                best.Enqueue(logit, logit);
            }
            else if (logit > best.Peek())
            {
                best.EnqueueDequeue(logit, logit);
            }
        }

        float least = best.Peek();
        foreach (ref float logit in logits)
        {
            logit = logit < least ? float.NegativeInfinity : logit;
        }
    }

    /// <summary>
    /// Hides all but the likeliest tokens whose probabilities reach p; the one that reaches it stays. Of n tokens, one below
    /// (1 - p) / (n - 1) cannot be among them, so few are left to sort (llama2.c).
    /// </summary>
    private void KeepNucleus(Span<float> p)
    {
        if (tokens.Length < p.Length)
        {
            (probabilities, tokens) = (new float[p.Length], new int[p.Length]);
        }

        float cut = (float)((1 - TopP) / Math.Max(1, p.Length - 1));
        int count = 0;
        for (int i = 0; i < p.Length; i++)
        {
            if (p[i] >= cut)
            {
                (probabilities[count], tokens[count]) = (p[i], i);
                count++;
            }
        }

        Array.Sort(probabilities, tokens, 0, count);
        p.Clear();
        double sum = 0;
        for (int i = count - 1; i >= 0 && (sum < TopP || i == count - 1); i--)
        {
            p[tokens[i]] = probabilities[i];
            sum += probabilities[i];
        }
    }

    /// <summary>Probabilities, in float as PyTorch computes them.</summary>
    private void Softmax(Span<float> logits, float largest)
    {
        float scale = (float)Temperature;
        float max = largest / scale;
        float sum = 0;
        foreach (ref float logit in logits)
        {
            logit = float.IsNegativeInfinity(logit) ? 0 : MathF.Exp((logit / scale) - max);
            sum += logit;
        }

        foreach (ref float probability in logits)
        {
            probability /= sum;
        }
    }
}
