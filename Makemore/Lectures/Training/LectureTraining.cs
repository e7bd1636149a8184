namespace Makemore;

/// <summary>The loop that lecture 3 writes, for the lectures after it: a batch, the loss, its gradient, a step against it.</summary>
public static class LectureTraining
{
    /// <summary>Steps from one printed loss to the next.</summary>
    public const int PrintEvery = 10_000;

    /// <summary>Examples in a batch.</summary>
    public const int BatchSize = 32;

    /// <summary>Trains a model by plain stochastic gradient descent.</summary>
    /// <param name="model">Gives logits for contexts.</param>
    /// <param name="batches">Draws what it trains on.</param>
    /// <param name="steps">Number of steps.</param>
    /// <param name="learningRate">The step size of each step.</param>
    /// <param name="output">Gets every <see cref="PrintEvery"/>th loss.</param>
    /// <param name="afterStep">Sees each step while the gradients are still there.</param>
    /// <returns>The loss of each batch, before its step.</returns>
    public static double[] Train(
        Module model, Minibatches batches, int steps, Func<int, double> learningRate, TextWriter output, Action<int>? afterStep = null)
    {
        var sgd = new Sgd(model.Parameters, learningRate(0));
        var losses = new double[steps];
        for (int step = 0; step < steps; step++)
        {
            losses[step] = Step(model, batches, sgd, learningRate(step), () => afterStep?.Invoke(step));
            Print(step, steps, losses[step], output);
        }

        return losses;
    }

    /// <summary>One step.</summary>
    /// <returns>The loss of the batch, before the step.</returns>
    public static double Step(Module model, Minibatches batches, Sgd sgd, double learningRate, Action? afterwards = null)
    {
        using var scope = Tensor.Scope();
        batches.Draw();
        var loss = F.CrossEntropy(model.Forward(batches.X), batches.Y);
        sgd.ZeroGrad();
        loss.Backward();
        sgd.LearningRate = learningRate;
        sgd.Step();
        afterwards?.Invoke();
        return loss.Item();
    }

    /// <summary>Prints a step's loss if it is its turn.</summary>
    public static void Print(int step, int steps, double loss, TextWriter output)
    {
        if (step % PrintEvery == 0)
        {
            output.WriteLine($"{step,7}/{steps,7}: {loss:F4}");
        }
    }

    /// <summary>0.1, and a tenth of it from some step on.</summary>
    public static Func<int, double> DropAfter(int step) => now => now < step ? 0.1 : 0.01;
}
