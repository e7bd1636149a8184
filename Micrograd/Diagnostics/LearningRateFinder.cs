namespace Micrograd;

/// <summary>One try of a learning rate.</summary>
/// <param name="Exponent">log₁₀ of the rate.</param>
/// <param name="Loss">The loss of the batch before the step.</param>
public readonly record struct LearningRateTry(double Exponent, double Loss)
{
    /// <summary>The rate.</summary>
    public double Rate => Math.Pow(10, Exponent);
}

/// <summary>
/// Lecture 3's way to a learning rate: train while the rate grows from much too small to much too large, evenly in its exponent.
/// Just before the loss blows up is where to be (Smith 2017, "Cyclical learning rates for training neural networks").
/// </summary>
public static class LearningRateFinder
{
    /// <summary>Tries rates from low to high.</summary>
    /// <param name="lowest">First exponent of 10.</param>
    /// <param name="highest">Last exponent of 10.</param>
    /// <param name="steps">Number of rates; at least 2.</param>
    /// <param name="step">Trains a step with a rate and returns its loss.</param>
    public static IReadOnlyList<LearningRateTry> Run(double lowest, double highest, int steps, Func<double, double> step)
    {
        var tries = new List<LearningRateTry>(steps);
        for (int i = 0; i < steps; i++)
        {
            double exponent = lowest + ((highest - lowest) * i / (steps - 1));
            tries.Add(new LearningRateTry(exponent, step(Math.Pow(10, exponent))));
        }

        return tries;
    }

    /// <summary>The rate in whose neighbourhood the losses were lowest: single batches are noisy, so the mean over a window decides.</summary>
    /// <param name="tries">At least as many as the window is wide.</param>
    /// <param name="window">Neighbours that are averaged.</param>
    public static LearningRateTry Best(IReadOnlyList<LearningRateTry> tries, int window = 100)
    {
        int start = Enumerable.Range(0, tries.Count - window + 1).MinBy(first => tries.Skip(first).Take(window).Average(one => one.Loss));
        return tries[start + (window / 2)];
    }
}
