namespace Tests;

/// <summary>The diagnostics of lectures 3 and 4.</summary>
public class DiagnosticsTests
{
    [Fact]
    public void A_histogram_has_the_area_1_and_counts_both_ends()
    {
        var histogram = Histogram.Of([0, 0, 1, 2, 3, 4, 4, 4], bins: 4);
        Assert.Equal([0.5, 1.5, 2.5, 3.5], histogram.Centres);
        Assert.Equal([2 / 8.0, 1 / 8.0, 1 / 8.0, 4 / 8.0], histogram.Densities);
    }

    [Fact]
    public void Equal_values_are_one_full_bin() => Assert.Equal(1, Histogram.Of([7, 7, 7], bins: 1).Densities.Single());

    [Fact]
    public void A_distribution_has_mean_unbiased_std_and_saturation()
    {
        var distribution = Distribution.Of("x", Tensor.From(-1, 1, 0.97, -0.98, 0, 0.5));
        Assert.Equal(0.49 / 6, distribution.Mean, 1e-7);
        Assert.Equal(4 / 6.0, distribution.Saturated); // 0.97 itself, as a float, is a little more
        Assert.Equal(Math.Sqrt((1 + 1 + (0.97 * 0.97) + (0.98 * 0.98) + (0.5 * 0.5) - (0.49 * 0.49 / 6)) / 5), distribution.Std, 1e-6);
    }

    [Fact]
    public void Losses_are_averaged_over_neighbours()
    {
        Assert.Equal([1.5, 3.5, 5], LossCurve.Smooth([1, 2, 3, 4, 5], 2));
        var series = LossCurve.Series("loss", [.. Enumerable.Repeat(1.0, 1000)], points: 100);
        Assert.Equal((100, 100, 990), (series.X.Count, series.Y.Count, series.X[^1]));
    }

    [Fact]
    public void The_finder_walks_evenly_in_the_exponent_and_finds_the_valley()
    {
        var tries = LearningRateFinder.Run(-3, 0, 301, rate => Math.Abs(Math.Log10(rate) + 1)); // lowest at 0.1
        Assert.Equal((-3, 0, 301), (tries[0].Exponent, tries[^1].Exponent, tries.Count));
        Assert.Equal(-1, LearningRateFinder.Best(tries, window: 21).Exponent, 1e-9);
    }

    [Fact]
    public void A_probe_sees_outputs_and_gradients_of_the_layers_asked_for()
    {
        var (probe, x) = (new LayerProbe(new Sequential(new Tanh(), new Relu(), new Tanh())) { IsWatching = true }, Tensor.From(0.5, 2));
        x.RequiresGrad = true;
        probe.Forward(x).Sum().Backward();
        Assert.Equal(["layer 0 (Tanh)", "layer 2 (Tanh)"], probe.Activations<Tanh>().Select(layer => layer.Name));
        Assert.Equal((Math.Tanh(0.5) + Math.Tanh(2)) / 2, probe.Activations<Tanh>()[0].Mean, 1e-6);
        Assert.Equal(1, probe.Gradients<Tanh>()[1].Mean); // the last layer gets what Sum gives
        Assert.Equal(1 - Math.Pow(Math.Tanh(Math.Tanh(0.5)), 2), 2 * probe.Gradients<Relu>()[0].Mean - (1 - Math.Pow(Math.Tanh(Math.Tanh(2)), 2)), 1e-6);
    }

    [Fact]
    public void A_probe_that_does_not_watch_keeps_nothing()
    {
        var probe = new LayerProbe(new Sequential(new Tanh()));
        probe.Forward(Tensor.From(1.0));
        Assert.Empty(probe.Activations<Tanh>());
    }

    [Fact]
    public void Update_ratios_and_weight_gradients_are_of_matrices_only()
    {
        var matrix = Tensor.From([0.0, 2], [1, 2]).AsParameter(); // std √2
        var bias = Tensor.From(1.0, 2).AsParameter();
        ((matrix * Tensor.From([0.0, 0.2], [1, 2])).Sum() + bias.Sum()).Backward(); // gradient std √2/10
        (string, Tensor)[] parameters = [("W", matrix), ("b", bias)];
        var ratios = new UpdateRatios(parameters);
        ratios.Record(learningRate: 0.01);
        Assert.Equal(("W", -3.0), (ratios.Curves.Single().Name, Math.Round(ratios.Curves.Single().Ratios.Single(), 6)));
        Assert.Equal(0.1, WeightGradient.Of(parameters).Single().Ratio, 1e-6);
    }
}
