namespace Makemore;

/// <summary>Lecture 4: activations and gradients, batch norm.</summary>
internal sealed class BatchNormLecture : ILecture
{
    /// <summary>Names that the deep network writes.</summary>
    public const int NameCount = 20;

    /// <inheritdoc/>
    public string Name => "batchnorm";

    /// <inheritdoc/>
    public string Summary => "lecture 4, the loss log from a bad start to batch norm, and a deep network with its diagnostics.";

    /// <inheritdoc/>
    public void Run(LectureRun run)
    {
        var names = NameSplits.Of(NameSplits.ReadNames(run.Output.WriteLine), LossLog.BlockSize);
        var log = new List<(string Name, IReadOnlyList<double> Losses)>();
        foreach (var row in LossLog.Rows)
        {
            log.Add((row.Name, LossLog.Train(row, names, run).Batches));
        }

        var g = new TorchGenerator(LossLog.Seed);
        var deep = new DeepNetwork(g);
        var result = deep.Train(names, g, run);
        foreach (var layer in result.Inside.Activations)
        {
            run.Output.WriteLine($"{layer.Name}: mean {layer.Mean:F2}, std {layer.Std:F2}, saturated: {100 * layer.Saturated:F2}%");
        }

        run.Output.WriteLine(string.Join('\n', WriteNames(deep, names.Letters)));
        run.SavePage(Name,
        [
            DiagnosticPlots.Losses("Loss log", log),
            DiagnosticPlots.Losses("Deep network", ("batches", result.Batches)),
            DiagnosticPlots.Activations(result.Inside.Activations),
            DiagnosticPlots.Gradients(result.Inside.Gradients),
            DiagnosticPlots.WeightGradients(result.Inside.Weights),
            DiagnosticPlots.Updates(deep.Updates),
        ]);
    }

    /// <summary>The names that the lecture lets a network write, from a generator of their own.</summary>
    public static string[] WriteNames(Module model, Vocabulary letters) =>
        NameWriter.Write(model, letters, LossLog.BlockSize, NameCount, new TorchGenerator(LossLog.Seed + 10));
}
