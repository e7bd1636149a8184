namespace Micrograd;

/// <summary>The drawings of lectures 3, 4 and 6, for a <see cref="PlotPage"/>.</summary>
public static class DiagnosticPlots
{
    /// <summary>Losses over the steps, neighbours averaged.</summary>
    public static Plot Losses(string title, params IEnumerable<(string Name, IReadOnlyList<double> Losses)> runs) =>
        new LinePlot(title, "step", "cross-entropy, nats a letter", [.. runs.Select(run => LossCurve.Series(run.Name, run.Losses))])
        {
            IsLogarithmic = true, // a bad start is ten times as high as what matters
        };

    /// <summary>A histogram for each layer's outputs.</summary>
    public static Plot Activations(IEnumerable<Distribution> layers) => Histograms("Activations", "value", layers.Select(layer => layer with { Name = $"{layer.Name}, {layer.Saturated:P1} saturated" })) with
    {
        Note = "What each layer says for one batch. Healthy: about as wide in every layer, and few values near -1 and 1, where tanh is flat.",
    };

    /// <summary>A histogram for the gradients of each layer's outputs.</summary>
    public static Plot Gradients(IEnumerable<Distribution> layers) => Histograms("Gradients of the activations", "gradient", layers) with
    {
        Note = "What comes back to each layer. Healthy: about as wide in every layer, neither shrinking nor growing on the way down.",
    };

    /// <summary>A histogram for the gradients of each weight matrix, with the grad:data ratio in the legend.</summary>
    public static Plot WeightGradients(IEnumerable<WeightGradient> matrices) =>
        Histograms("Gradients of the weights", "gradient", matrices.Select(matrix => matrix.Gradients with { Name = $"{matrix.Gradients.Name}, grad:data {matrix.Ratio:E1}" })) with
        {
            Note = "The gradient of each weight matrix, and how large it is beside the weights. A layer that stands out will be trained too fast or too slowly.",
        };

    /// <summary>A curve for each weight matrix, and the line to aim at.</summary>
    public static Plot Updates(UpdateRatios ratios)
    {
        var curves = ratios.Curves;
        double last = curves.Max(curve => curve.Ratios.Count) - 1;
        return new LinePlot("Update to data", "step", "log10 of update : data",
        [
            .. curves.Select(curve => new LineSeries(curve.Name, [.. curve.Ratios.Select((_, step) => (double)step)], curve.Ratios)),
            new LineSeries("to aim at", [0, last], [UpdateRatios.Target, UpdateRatios.Target]),
        ])
        {
            Note = "How much of its weights each step changes. About -3, a thousandth, is a good learning rate.",
        };
    }

    /// <summary>Losses over the exponent of the learning rate.</summary>
    public static Plot LearningRates(IReadOnlyList<LearningRateTry> tries) =>
        new LinePlot("Learning rate finder", "log10 of the learning rate", "loss of the batch", [new LineSeries("loss", [.. tries.Select(one => one.Exponent)], [.. tries.Select(one => one.Loss)])])
        {
            Note = "The rate grows from step to step. Choose one from the valley, before the loss becomes unstable.",
        };

    /// <summary>The first two coordinates of each row of an embedding.</summary>
    /// <param name="table">(rows, at least 2).</param>
    /// <param name="labels">The rows' names.</param>
    public static Plot Embeddings(Tensor table, IReadOnlyList<string> labels)
    {
        int columns = table.Shape[1];
        double[] values = table.ToDoubles();
        return new ScatterPlot("Embeddings", "first coordinate", "second coordinate", [.. labels.Select((label, row) => new LabelledPoint(label, values[row * columns], values[(row * columns) + 1]))])
        {
            Note = "What the network treats alike lies close together: the vowels, for one.",
        };
    }

    private static LinePlot Histograms(string title, string xTitle, IEnumerable<Distribution> distributions) =>
        new(title, xTitle, "density", [.. distributions.Select(one => new LineSeries(
            FormattableString.Invariant($"{one.Name}: std {one.Std:G2}"), one.Histogram.Centres, one.Histogram.Densities))]);
}
