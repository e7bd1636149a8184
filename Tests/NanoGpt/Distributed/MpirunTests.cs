using NanoGpt;

namespace Tests;

/// <summary>Real ranks against one process: the same losses, however the work is shared.</summary>
[Collection(nameof(Mpirun))]
public sealed class MpirunTests : IDisposable
{
    private const double Allowed = 1e-5;

    private readonly TemporaryFolder folder = new();
    private readonly string text;

    public MpirunTests()
    {
        text = folder.File("text.txt");
        File.WriteAllText(text, TinyTraining.Text);
    }

    public void Dispose() => folder.Dispose();

    [MpirunTheory]
    [InlineData(4, 0, 1)]
    [InlineData(2, 1, 2)]
    public void Losses_are_those_of_one_process(int ranks, int zero, int batches)
    {
        string[] options = ["--gradient-accumulation-steps", $"{batches}", "--grad-clip", "0.5"];
        Assert.Equal(0, NanoGptRun.Of(Train("one", options)).Code);
        var (code, output, error) = Mpirun.Run(ranks, Train("many", [.. options, "--zero", $"{zero}"]));
        Assert.True(code == 0, error);
        AssertSameLosses("one", "many", entries: 23);
        Assert.Single(output.Split('\n'), line => line.StartsWith("step 20:", StringComparison.Ordinal)); // one rank prints
        Assert.Contains($"ranks      {ranks} by Open MPI", output);
    }

    [MpirunFact]
    public void A_run_goes_on_with_another_number_of_ranks()
    {
        NanoGptRun.Of(Train("one"));
        Assert.Equal(0, Mpirun.Run(4, Train("many", 8, "--zero", "1")).Code);
        Assert.Equal(0, Mpirun.Run(2, "train", "--resume", "--out-dir", folder.File("many"), "--max-iters", "14").Code);
        Assert.Equal(0, NanoGptRun.Of("train", "--resume", "--out-dir", folder.File("many"), "--max-iters", "20").Code);
        double[] one = Losses("one"), many = Losses("many");
        Assert.Equal(20, many.Length);
        Assert.All(one.Zip(many), pair => Assert.Equal(pair.First, pair.Second, Allowed));
    }

    [MpirunFact]
    public void Two_runs_have_the_same_bits_with_dropout()
    {
        Assert.Equal(0, Mpirun.Run(2, Train("a", "--dropout", "0.2", "--zero", "1")).Code);
        Assert.Equal(0, Mpirun.Run(2, Train("b", "--dropout", "0.2", "--zero", "1")).Code);
        Assert.Equal(File.ReadAllBytes(CheckpointFiles.Latest(folder.File("a"))), File.ReadAllBytes(CheckpointFiles.Latest(folder.File("b"))));
    }

    /// <summary>The default preset, where gradients travel in several buckets: nanoGPT's model for a processor.</summary>
    [MpirunFact]
    [Trait("Group", "Long")]
    public void Fifty_steps_of_the_default_preset_have_the_losses_of_one_process()
    {
        string words = folder.File("words.txt");
        File.WriteAllText(words, string.Concat(Enumerable.Repeat(TinyTraining.Text, 20)));
        string[] Arguments(string name) =>
        [
            "train", "--data", words, "--out-dir", folder.File(name), "--max-iters", "50", "--eval-interval", "50", "--eval-iters", "4", "--sample-interval", "0", "--threads", "1", "--peak-tflops", "1",
        ];
        Assert.Equal(0, NanoGptRun.Of(Arguments("one")).Code);
        foreach (var (ranks, zero) in new[] { (2, 0), (4, 1) })
        {
            string name = $"{ranks} ranks";
            var (code, output, error) = Mpirun.Run(ranks, [.. Arguments(name), "--zero", $"{zero}"]);
            Assert.True(code == 0, error);
            Assert.Contains("gradients in 12 pieces", output);
            AssertSameLosses("one", name, entries: 52);
        }
    }

    private string[] Train(string name, params string[] more) => Train(name, 20, more);

    private string[] Train(string name, int steps, params string[] more) => ["train", "--data", text, "--out-dir", folder.File(name), .. TinyTraining.ArgumentsFor(steps), "--threads", "1", "--peak-tflops", "1", .. more];

    private void AssertSameLosses(string one, string many, int entries)
    {
        LogEntry[] expected = [.. LogEntry.ReadAll(TrainLog.PathIn(folder.File(one)))], actual = [.. LogEntry.ReadAll(TrainLog.PathIn(folder.File(many)))];
        Assert.Equal((entries, entries), (expected.Length, actual.Length));
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.Equal((e.Step, e.IsEvaluation), (a.Step, a.IsEvaluation));
            Assert.Equal(e.Loss, a.Loss, Allowed);
            Assert.Equal(e.ValLoss ?? 0, a.ValLoss ?? 0, Allowed);
        }
    }

    private double[] Losses(string name) => [.. LogEntry.ReadAll(TrainLog.PathIn(folder.File(name))).Where(entry => !entry.IsEvaluation).Select(entry => entry.Loss)];
}
