using System.Globalization;

namespace NanoGpt;

/// <summary>The training at the end of a check: AdamW on one batch, again and again.</summary>
/// <param name="model">What learns.</param>
/// <param name="x">(B, T): tokens.</param>
/// <param name="y">(B, T): targets.</param>
/// <param name="run">AdamW's settings.</param>
internal sealed class CheckTraining(Gpt model, Tensor x, Tensor y, CheckRun run)
{
    private const string Format = "zerotohero-check";
    private const int Version = 1;

    private readonly AdamW optimizer = new(model.Parameters, run.LearningRate, run.Beta1, run.Beta2, run.Eps, run.WeightDecay);

    /// <summary>Trains.</summary>
    /// <returns>The loss before each step, as it is made.</returns>
    public IEnumerable<double> Train(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            yield return Step();
        }
    }

    /// <summary>
    /// Trains, goes back to a state that was saved before, and trains again: the losses must be the same in every bit, or something that
    /// decides the next step was not saved, or a sum's order is left to chance.
    /// </summary>
    /// <param name="steps">How many.</param>
    /// <param name="path">Where to save; the file is deleted in the end.</param>
    /// <returns>Each step's losses, the first and the second time.</returns>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public IEnumerable<(double First, double Second)> TrainTwice(int steps, string path)
    {
        try
        {
            Save(path);
            double[] first = [.. Train(steps)];
            Load(path);
            foreach (var pair in first.Zip(Train(steps)))
            {
                yield return pair;
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Saves the model, AdamW's moments and its count of steps.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public void Save(string path)
    {
        var writer = CheckpointFile.Writer(Format, Version, model, optimizer);
        writer.Metadata["steps"] = optimizer.Steps.ToString(CultureInfo.InvariantCulture);
        writer.Save(path);
    }

    /// <summary>Goes back to what was saved.</summary>
    /// <exception cref="DataException">The file is damaged.</exception>
    public void Load(string path)
    {
        using var file = CheckpointFile.Open(path, Format, Version);
        file.Load(model, optimizer);
        optimizer.Steps = file.Parse("steps", CheckpointFile.Count);
    }

    private double Step()
    {
        using var scope = Tensor.Scope();
        optimizer.ZeroGrad();
        var loss = model.Loss(x, y);
        double before = loss.Item();
        loss.Backward();
        if (double.IsFinite(run.ClipNorm))
        {
            GradientClipping.ClipNorm(model.Parameters, run.ClipNorm);
        }

        optimizer.Step();
        return before;
    }
}
