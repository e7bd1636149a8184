using Makemore;

namespace Tests;

/// <summary>The deep network of lecture 4: its losses, its diagnostics, and the names it writes after 1,001 steps.</summary>
public class DeepNetworkTests
{
    [DataFact(LectureRuns.Names)]
    public void It_has_the_lectures_losses_diagnostics_and_names()
    {
        var names = LectureRuns.Splits(LossLog.BlockSize);
        var g = new TorchGenerator(LossLog.Seed);
        var network = new DeepNetwork(g);
        Assert.Equal(47024, network.ParameterCount);
        var result = network.Train(names, g, LectureRuns.Whole);
        Assert.Equal(1001, result.Batches.Length);
        Assert.Equal(3.2870, result.Batches[0], LectureRuns.Printed);
        Assert.Equal(2.4002976417541504, result.Splits.Train, 1e-5);
        Assert.Equal(2.3982467651367188, result.Splits.Dev, 1e-5);

        Assert.Equal(["layer 2 (Tanh)", "layer 5 (Tanh)", "layer 8 (Tanh)", "layer 11 (Tanh)", "layer 14 (Tanh)"], result.Inside.Activations.Select(layer => layer.Name));
        Assert.Equal([2.78, 2.56, 2.25, 1.69, 1.88], result.Inside.Activations.Select(layer => Math.Round(100 * layer.Saturated, 2)));
        Assert.Equal([.63, .64, .65, .65, .65], result.Inside.Activations.Select(layer => Math.Round(layer.Std, 2)));

        Assert.Equal(
            "carpah qarlileif jmrix thty sacansa jazhnte dpn arciigqeiunellaia chriiv kalein dhlm join qhinn sroin arian quiqaelogiearyxix kaeklinsan ed ecoia gtleley",
            string.Join(' ', BatchNormLecture.WriteNames(network, names.Letters)));

        Assert.Equal(5, result.Inside.Gradients.Count);
        Assert.Equal(7, result.Inside.Weights.Count); // the embedding and six linear layers
        Assert.All(network.Updates.Curves, curve => Assert.Equal(1001, curve.Ratios.Count));
    }
}
