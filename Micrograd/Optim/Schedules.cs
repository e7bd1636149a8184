namespace Micrograd;

/// <summary>The learning rate as a function of the step, counted from 0.</summary>
public interface ISchedule
{
    /// <summary>The learning rate of a step.</summary>
    double At(int step);
}

/// <summary>Always the same.</summary>
/// <param name="LearningRate">The rate.</param>
public sealed record ConstantSchedule(double LearningRate) : ISchedule
{
    /// <inheritdoc/>
    public double At(int step) => LearningRate;
}

/// <summary>Multiplied by a factor every so many steps: 0.1, then 0.01 in makemore's lectures.</summary>
/// <param name="LearningRate">The first rate.</param>
/// <param name="Every">Steps at one rate.</param>
/// <param name="Factor">From one rate to the next.</param>
public sealed record StepSchedule(double LearningRate, int Every, double Factor = 0.1) : ISchedule
{
    /// <inheritdoc/>
    public double At(int step) => LearningRate * Math.Pow(Factor, step / Every);
}

/// <summary>
/// nanoGPT's: a linear warm-up, then half a cosine down to the least rate (Loshchilov and Hutter 2017), which stays.
/// </summary>
/// <param name="LearningRate">The highest rate, reached after the warm-up.</param>
/// <param name="MinLearningRate">The least rate.</param>
/// <param name="WarmupSteps">Length of the warm-up; step s of it has LearningRate·(s + 1) / (WarmupSteps + 1).</param>
/// <param name="DecaySteps">The step at which the least rate is reached.</param>
/// <param name="WarmupReachesPeak">
/// Step s of the warm-up has LearningRate·(s + 1) / WarmupSteps, as in build-nanogpt and llm.c: two steps have the highest rate.
/// </param>
public sealed record CosineSchedule(double LearningRate, double MinLearningRate, int WarmupSteps, int DecaySteps, bool WarmupReachesPeak = false) : ISchedule
{
    /// <inheritdoc/>
    public double At(int step)
    {
        if (step < WarmupSteps)
        {
            return LearningRate * (step + 1) / (WarmupReachesPeak ? WarmupSteps : WarmupSteps + 1);
        }

        if (step > DecaySteps)
        {
            return MinLearningRate;
        }

        double progress = DecaySteps > WarmupSteps ? (double)(step - WarmupSteps) / (DecaySteps - WarmupSteps) : 1;
        return MinLearningRate + (0.5 * (1 + Math.Cos(Math.PI * progress)) * (LearningRate - MinLearningRate));
    }
}
