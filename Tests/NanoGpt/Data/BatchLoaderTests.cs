using NanoGpt;

namespace Tests;

public sealed class BatchLoaderTests
{
    [DataFact("tinyshakespeare/input.txt")]
    public void TheFirstBatchIsLecture7s()
    {
        var data = new TextData(File.ReadAllText(TestData.File("tinyshakespeare/input.txt")));
        var batches = new BatchLoader(data, batchSize: 4, blockSize: 8, new TorchGenerator(1337), Device.Reference);
        batches.DrawNext();
        batches.LoadNext();
        int[] expected =
        [
            24, 43, 58, 5, 57, 1, 46, 43,
            44, 53, 56, 1, 58, 46, 39, 58,
            52, 58, 1, 58, 46, 39, 58, 1,
            25, 17, 27, 10, 0, 21, 1, 54,
        ];
        Assert.Equal(expected, batches.Tokens.ToInts());
        Assert.Equal(expected[1..8], batches.Targets.ToInts()[..7]);
    }

    [DataFact("tinyshakespeare/input.txt")]
    public void TheFirstEvaluationIsNanoGpts()
    {
        var data = new TextData(File.ReadAllText(TestData.File("tinyshakespeare/input.txt")));
        var trainer = new Trainer(Presets.Load("shakespeare-char-cpu"), data, Device.Cpu);
        var evaluation = new Evaluator(trainer.Model, trainer.Batches, iterations: 200).Evaluate(0);
        Assert.Equal("step 0: train loss 4.1697, val loss 4.1662", TrainingText.Line(evaluation));
    }

    [DataFact("tinyshakespeare/input.txt")]
    public void TheBigramsLossesAreTheLectures()
    {
        var data = new TextData(File.ReadAllText(TestData.File("tinyshakespeare/input.txt")));
        var seen = new EvaluationLines();
        var config = Presets.Load("lecture-bigram", new() { ["max-iters"] = 300, ["sample-interval"] = 0 });
        new Trainer(config, data, Device.Cpu, null, seen).Run();
        Assert.Equal(["step 0: train loss 4.7305, val loss 4.7241", "step 300: train loss 2.8110, val loss 2.8249"], seen.Lines);
    }

    [Fact]
    public void DrawingAheadLeavesTheBatchInHand()
    {
        var batches = new BatchLoader(new TextData(TinyTraining.Text), 4, 8, new TorchGenerator(1), Device.Reference);
        batches.DrawNext();
        batches.LoadNext();
        int[] before = batches.Tokens.ToInts();
        batches.DrawNext();
        Assert.Equal(before, batches.Tokens.ToInts());
        batches.LoadNext();
        Assert.NotEqual(before, batches.Tokens.ToInts());
    }

    [Fact]
    public void TheTextIsCutAtNineTenths()
    {
        var data = new TextData(string.Concat(Enumerable.Repeat("ab", 9)) + "c");
        Assert.Equal(17, data.Of(Split.Train).Count);
        var val = new int[data.Of(Split.Val).Count];
        data.Of(Split.Val).Read(0, val);
        Assert.Equal([1, 2], val);
    }

    [Fact]
    public void ATooShortTextSaysSo()
    {
        var error = Assert.Throws<DataException>(() => new Trainer(TinyTraining.Config(), new TextData("too short"), Device.Cpu));
        Assert.Contains("--block-size", error.Message);
        Assert.Contains("9 characters", error.Message);
    }

    private sealed class EvaluationLines : ITrainingObserver
    {
        public List<string> Lines { get; } = [];

        public void OnEvaluation(in Evaluation evaluation) => Lines.Add(TrainingText.Line(evaluation));
    }
}
