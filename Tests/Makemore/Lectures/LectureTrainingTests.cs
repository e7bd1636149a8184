using Makemore;

namespace Tests;

/// <summary>The training loop of the lectures, the losses of splits and the names that come out, on a few names.</summary>
public class LectureTrainingTests
{
    private static readonly NameSplits Splits = NameSplits.Of(["emma", "ava", "bo", "kim", "lee", "max", "ian", "zoe", "amy", "eve"], 2);

    [Fact]
    public void A_step_goes_against_the_gradient_of_the_batch()
    {
        var model = Create();
        var batches = new Minibatches(Splits.Train, 4, new TorchGenerator(2));
        double[] before = model.Parameters[0].ToDoubles();
        double loss = LectureTraining.Step(model, batches, new Sgd(model.Parameters, 0), 0.5);
        Assert.Equal(F.CrossEntropy(Create().Forward(batches.X), batches.Y).Item(), loss, 1e-6);
        Assert.All(
            before.Zip(model.Parameters[0].Grad!.ToDoubles(), model.Parameters[0].ToDoubles()),
            weight => Assert.Equal(weight.First - (0.5 * weight.Second), weight.Third, 1e-6));
    }

    [Fact]
    public void Every_ten_thousandth_loss_is_printed()
    {
        var output = new StringWriter();
        LectureTraining.Print(9_999, 20_000, 1, output);
        LectureTraining.Print(10_000, 20_000, 2.34567, output);
        Assert.Equal("  10000/  20000: 2.3457", output.ToString().TrimEnd());
    }

    [Fact]
    public void The_loss_of_a_split_is_the_mean_over_its_examples()
    {
        var model = Create();
        var losses = SplitLosses.Of(model, Splits);
        var (x, y) = Splits.Dev.Range(0, Splits.Dev.Count);
        model.Training = false;
        Assert.Equal(F.CrossEntropy(model.Forward(x), y).Item(), losses.Dev, 1e-6);
    }

    /// <summary>A model that is sure of what follows: of "eve" in this case.</summary>
    [Fact]
    public void Names_are_written_letter_by_letter_until_the_dot()
    {
        var letters = Splits.Letters;
        var certain = new Certain(letters, new() { [".."] = 'e', [".e"] = 'v', ["ev"] = 'e', ["ve"] = '.' });
        Assert.Equal(["eve", "eve"], NameWriter.Write(certain, letters, 2, 2, new TorchGenerator(1)));
        Assert.True(certain.Training);
    }

    private static Sequential Create()
    {
        var g = new TorchGenerator(1);
        int letters = Splits.Letters.Size;
        return new Sequential(
            new Embedding(letters, 3, g), new FlattenConsecutive(2), LectureLayers.Linear(6, 5, g), LectureLayers.BatchNorm(5), new Tanh(),
            LectureLayers.Linear(5, letters, g, bias: true, factor: 0.1));
    }

    private sealed class Certain(Vocabulary letters, Dictionary<string, char> next) : Module
    {
        public override Tensor Forward(Tensor x)
        {
            var logits = new double[letters.Size];
            logits[letters.Encode($"{next[letters.Decode(x.ToInts())]}")[0]] = 1000;
            return Tensor.From(logits, [1, logits.Length]);
        }
    }
}
