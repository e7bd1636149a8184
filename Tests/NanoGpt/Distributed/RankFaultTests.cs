using System.Diagnostics;
using NanoGpt;

namespace Tests;

/// <summary>Ranks that were started with different things, that die, that hang, or that are told to stop: all end, and say why.</summary>
[Collection(nameof(Mpirun))]
public sealed class RankFaultTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private readonly TemporaryFolder folder = new();
    private readonly string text;
    private readonly string outDir;

    public RankFaultTests()
    {
        text = folder.File("text.txt");
        outDir = folder.File("run");
        File.WriteAllText(text, TinyTraining.Text);
    }

    public void Dispose() => folder.Dispose();

    [MpirunFact]
    public void Different_options_are_found_at_the_start()
    {
        var (code, _, error) = Mpirun.RunTwo(Train(text, 20), Train(text, 20, "--learning-rate", "0.5"));
        Assert.Equal(1, code);
        Assert.Contains("Rank 1 of 2 was started with another --learning-rate than rank 0: 0.5, not 0.001.", error);
        Assert.False(Directory.Exists(outDir), "nobody has begun to train");
    }

    [MpirunFact]
    public void Different_data_are_found_at_the_start()
    {
        string other = folder.File("other.txt");
        File.WriteAllText(other, TinyTraining.Text[..^5] + "cats.");
        var (code, _, error) = Mpirun.RunTwo(Train(text, 20), Train(other, 20));
        Assert.Equal(1, code);
        Assert.Contains("Rank 1 of 2 was started with another SHA-256 of the data than rank 0", error);
    }

    [MpirunFact]
    public void What_fails_everywhere_is_told_once()
    {
        var (code, _, error) = Mpirun.Run(3, Train(text, 20));
        Assert.Equal(1, code);
        Assert.Equal(2, error.Split("3 ranks cannot share evenly").Length);
    }

    [MpirunFact]
    public void A_rank_that_is_killed_ends_all_and_nothing_is_lost()
    {
        var started = Mpirun.StartTwo(CheckpointFiles.Latest(outDir), Train(text, 1_000_000, "--always-save-checkpoint", "true"));
        started.SignalRank("KILL", 1);
        var (code, _, error) = started.Finish(Bound);
        Assert.NotEqual(0, code);
        Assert.Contains("rank 1", error); // mpirun names it
        int step = Step();
        Assert.True(step > 0);
        Assert.Equal(0, NanoGptRun.Of("train", "--resume", "--out-dir", outDir, "--max-iters", $"{step + 3}").Code);
        Assert.Equal(step + 3, Step());
    }

    [MpirunFact]
    public void A_rank_that_hangs_is_named_and_ends_all()
    {
        var started = Mpirun.StartTwo(CheckpointFiles.Latest(outDir), Train(text, 1_000_000, "--rank-timeout", "25"));
        started.SignalRank("STOP", 1);
        var (code, _, error) = started.Finish(Bound);
        Assert.NotEqual(0, code);
        Assert.Contains("Rank 0 of 2: Waited 25 s for the other ranks, and rank 1 of 2 does not answer", error);
        Assert.True(Step() > 0);
    }

    [MpirunFact]
    public void An_interruption_saves()
    {
        var started = Mpirun.StartTwo(CheckpointFiles.Latest(outDir), Train(text, 1_000_000));
        int before = Step();
        started.Signal("INT");
        started.Finish(Bound);
        int last = LogEntry.ReadAll(TrainLog.PathIn(outDir)).Last(entry => !entry.IsEvaluation).Step;
        Assert.InRange(Step(), before, last + 1);
        Assert.Equal(last + 1, Step());
    }

    [MpirunFact]
    public void A_machine_without_MPI_says_so_once()
    {
        foreach (string library in new[] { "libmpi.so.40", "libmpi.so" })
        {
            File.WriteAllText(folder.File(library), ""); // is found before the real one, and cannot be loaded
        }

        var (code, output, error) = Mpirun.RunWith("LD_LIBRARY_PATH", folder.Path, 3, Train(text, 20));
        Assert.Equal(1, code);
        Assert.Equal(2, error.Split("there is no library of Open MPI").Length);
        Assert.Contains($"Rank 0 of 3: there is no library of Open MPI on {Environment.MachineName} (libmpi.so.40, libmpi.so): install Debian's openmpi-bin and libopenmpi3", error);
        Assert.Equal("", output); // no codes for a terminal either
    }

    [Fact]
    public void Without_MPI_the_package_is_named()
    {
        var environment = new RankEnvironment(1, 4, MpiFamily.OpenMpi, LocalRank: 1);
        string message = Assert.Throws<RankFailureException>(() => MpiLibrary.Begin(environment, ["libmpi-that-is-not-there.so"])).Message;
        Assert.StartsWith($"Rank 1 of 4: there is no library of Open MPI on {Environment.MachineName} (libmpi-that-is-not-there.so)", message);
        Assert.Contains("openmpi-bin and libopenmpi3", message);
    }

    private string[] Train(string data, int steps, params string[] more) =>
    [
        "train", "--data", data, "--out-dir", outDir, "--threads", "1", "--peak-tflops", "1", .. TinyTraining.ArgumentsFor(steps), .. more,
    ];

    private int Step()
    {
        using var checkpoint = Checkpoint.Open(CheckpointFiles.Latest(outDir));
        return checkpoint.Step;
    }
}
