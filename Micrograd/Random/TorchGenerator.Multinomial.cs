using System.Numerics;

namespace Micrograd;

/// <summary>The two ways in which PyTorch's versions draw one index from a vector of weights.</summary>
public enum MultinomialRule
{
    /// <summary>Without replacement, and today for every single draw: each index gets a time q ~ Exp(1), and the largest p/q wins. One double draw per category.</summary>
    ExponentialRace,

    /// <summary>With replacement; the lectures' PyTorch used it for single draws too (1.13 still does): the first index whose cumulative share reaches one uniform draw.</summary>
    CumulativeSum,
}

public sealed partial class TorchGenerator
{
    /// <summary>One index drawn with probability p[i] / sum(p), as <c>torch.multinomial(p, 1)</c>.</summary>
    /// <param name="p">The weights: finite, not negative, not all zero; float or double (the rounding differs).</param>
    /// <param name="rule">Which PyTorch to follow; the printed samples of lectures 2 and 3 need to know.</param>
    public int Multinomial<T>(ReadOnlySpan<T> p, MultinomialRule rule = MultinomialRule.ExponentialRace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckWeights(p, 1);
        return rule == MultinomialRule.CumulativeSum ? FirstReached(CumulativeShares(p), NextDouble()) : RaceWinner(p);
    }

    /// <summary>
    /// <c>torch.multinomial(p, count, replacement)</c>. With replacement: cumulative shares, one draw each. Without: one
    /// race, and the <paramref name="count"/> best in order. (So PyTorch 1.13; later ones race for a single draw with
    /// replacement too: the other overload chooses.)
    /// </summary>
    /// <exception cref="ArgumentException">The weights cannot be drawn from, or there are fewer than count without replacement.</exception>
    public int[] Multinomial<T>(ReadOnlySpan<T> p, int count, bool replacement)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        CheckWeights(p, replacement ? 1 : count);
        if (!replacement)
        {
            var scores = RaceScores(p);
            return [.. Enumerable.Range(0, p.Length).OrderByDescending(i => scores[i]).Take(count)];
        }

        var shares = CumulativeShares(p);
        var drawn = new int[count];
        for (int i = 0; i < count; i++)
        {
            drawn[i] = FirstReached(shares, NextDouble());
        }

        return drawn;
    }

    /// <summary>The first index with the best score, and no memory for the scores.</summary>
    private int RaceWinner<T>(ReadOnlySpan<T> p) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int winner = 0;
        T best = T.NegativeInfinity;
        for (int i = 0; i < p.Length; i++)
        {
            if (RaceScore(p[i]) is var score && score > best)
            {
                (winner, best) = (i, score);
            }
        }

        return winner;
    }

    private T[] RaceScores<T>(ReadOnlySpan<T> p) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scores = new T[p.Length];
        for (int i = 0; i < p.Length; i++)
        {
            scores[i] = RaceScore(p[i]);
        }

        return scores;
    }

    /// <summary>p / q with q = -ln(1 - u) rounded to T: the largest of all is i with probability p[i] / sum(p). Where p is 0, u is drawn for nothing, in its turn.</summary>
    private T RaceScore<T>(T p) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double u = NextDouble();
        return p == T.Zero ? T.Zero : p / T.CreateTruncating(-Math.Log(1 - u)); // 0 / 0 would be NaN
    }

    private static T[] CumulativeShares<T>(ReadOnlySpan<T> p) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shares = new T[p.Length];
        T sum = T.Zero;
        for (int i = 0; i < p.Length; i++)
        {
            shares[i] = sum += p[i];
        }

        for (int i = 0; i < p.Length; i++)
        {
            shares[i] /= sum;
        }

        shares[^1] = T.One; // whatever the rounding: the last index takes the rest
        return shares;
    }

    /// <summary>The first index whose share is not below u, by halving the interval.</summary>
    private static int FirstReached<T>(T[] shares, double u) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int left = 0, right = shares.Length;
        while (left < right)
        {
            int middle = (left + right) / 2;
            if (double.CreateTruncating(shares[middle]) < u)
            {
                left = middle + 1;
            }
            else
            {
                right = middle;
            }
        }

        return left;
    }

    private static void CheckWeights<T>(ReadOnlySpan<T> p, int needed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int positive = 0;
        for (int i = 0; i < p.Length; i++)
        {
            if (!T.IsFinite(p[i]) || p[i] < T.Zero)
            {
                throw new ArgumentException($"Multinomial: weight {i} is {p[i]}; weights must be finite and not negative.");
            }

            if (p[i] > T.Zero)
            {
                positive++;
            }
        }

        if (positive < Math.Max(needed, 1))
        {
            throw new ArgumentException($"Multinomial: {positive} of {p.Length} weights are positive, but {Math.Max(needed, 1)} are needed.");
        }
    }
}
