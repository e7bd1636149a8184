using System.CommandLine;

namespace NanoGpt;

/// <summary><c>check</c>: llm.c's test of a GPT-2 against PyTorch's numbers.</summary>
internal sealed class CheckCommand
{
    private const string DefaultExpected = "info.json";

    private readonly CommandIo io;
    private readonly SourceOptions source;
    private readonly Option<string> state = new("--state") { Description = "llm.c's debug state for this model: FILE_debug_state.bin, as its train_gpt2.py writes it.", Required = true };
    private readonly Option<int> steps = new("--steps") { Description = "Steps to train afterwards, on the same batch.", DefaultValueFactory = _ => 10 };

    private readonly Option<int?> resumeSteps = new("--resume-steps")
    {
        Description = "Steps after these, made twice, straight on and from a saved state: the losses must be the same in every bit. Default: as --steps.",
    };

    private readonly Option<string?> expected = new("--expected")
    {
        Description = $"A JSON file with other settings of AdamW and the losses that they give; {DefaultExpected} beside the state is taken by itself. Else the settings are llm.c's, whose losses for GPT-2 124M are known.",
    };

    private CheckCommand(CommandIo io)
    {
        this.io = io;
        source = new SourceOptions(io, "--model");
    }

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var self = new CheckCommand(io);
        var command = new Command("check", "Compares logits, loss, gradients and the losses of a short training with PyTorch's, as llm.c's tests do.")
        {
            self.state, self.steps, self.resumeSteps, self.expected,
        };
        self.source.AddTo(command);
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        int count = given.GetValue(steps);
        int twice = given.GetValue(resumeSteps) ?? count;
        UsageException.RequireAtLeast(0, steps.Name, count);
        UsageException.RequireAtLeast(0, resumeSteps.Name, twice);
        using var opened = source.Open(given);
        var model = source.LoadGpt(given, opened);
        string statePath = given.GetRequiredValue(state);
        using var reference = LlmcState.Open(statePath, model.Config, opened.PaddedVocabSize);
        string text = FormattableString.Invariant($"{reference.BatchSize} x {reference.Length} tokens");
        MemoryBudget.Require(model.ParameterCount, 2.0 * reference.Tokens.Length * model.VocabSize, model.Device, text, "model");
        var run = Run(given, statePath, opened.IsBFloat16, model.ParameterCount);
        var thresholds = opened.IsBFloat16 ? CheckThresholds.BFloat16 : CheckThresholds.Float;
        io.Output.WriteLine($"model       {opened.Description}, on {model.Device}");
        io.Output.WriteLine($"state       {statePath}: {text}");
        io.Output.WriteLine($"thresholds  {thresholds.Description}");
        var check = new LlmcCheck(model, reference, opened.PaddedVocabSize, thresholds);
        bool ok = WriteTable(check.Compare());
        var training = check.Training(run);
        using var interruption = new Interruption();
        ok &= WriteLosses(training.Train(count), run, count, interruption.Token);
        ok &= WriteResumed(training, count, twice, interruption.Token);
        if (interruption.Token.IsCancellationRequested)
        {
            return Interruption.ExitCode;
        }

        io.Output.WriteLine($"overall okay: {(ok ? 1 : 0)}");
        return ok ? 0 : 1;
    }

    private CheckRun Run(ParseResult given, string statePath, bool bfloat16, long parameterCount)
    {
        string beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(statePath))!, DefaultExpected);
        return given.GetValue(expected) is { } path ? CheckRun.FromFile(path, bfloat16)
            : File.Exists(beside) ? CheckRun.FromFile(beside, bfloat16)
            : CheckRun.Llmc(bfloat16, parameterCount);
    }

    private bool WriteTable(IEnumerable<CheckRow> rows)
    {
        bool ok = true;
        io.Output.WriteLine($"{"",-7} {"tensor",-10} {"numbers",12} {"max diff",10} {"of allowed",11}");
        foreach (var row in rows)
        {
            ok &= row.IsOk;
            io.Output.WriteLine(FormattableString.Invariant($"{Verdict(row.IsOk),-7} {row.Name,-10} {row.Count,12:N0} {row.Worst,10:0.00e-00} {row.ShareOfAllowed,11:P2}"));
        }

        return ok;
    }

    private bool WriteLosses(IEnumerable<double> losses, CheckRun run, int count, CancellationToken stop)
    {
        if (count > 0)
        {
            io.Output.WriteLine($"training as {run.Source}{(run.Losses.Count == 0 ? ", which knows no losses for this model" : FormattableString.Invariant($", losses within {run.Tolerance}"))}");
        }

        bool all = true;
        int step = 0;
        foreach (double loss in losses.TakeWhile(_ => !stop.IsCancellationRequested))
        {
            bool known = step < run.Losses.Count;
            bool ok = known ? Math.Abs(loss - run.Losses[step]) < run.Tolerance : double.IsFinite(loss);
            all &= ok;
            io.Output.WriteLine(FormattableString.Invariant($"step {step}: loss {loss:F6}{(known ? $", expected {run.Losses[step]:F6}" : "")} {Verdict(ok)}"));
            step++;
        }

        return all;
    }

    /// <summary>Step by step, the loss of the training that goes on and of the one that was saved and loaded.</summary>
    private bool WriteResumed(CheckTraining training, int made, int count, CancellationToken stop)
    {
        if (count == 0 || stop.IsCancellationRequested)
        {
            return true;
        }

        io.Output.WriteLine($"saved after step {made}; straight on, and again from there, to the same bits:");
        bool all = true;
        string path = Path.Combine(Path.GetTempPath(), $"check-{Guid.NewGuid():N}.safetensors");
        foreach (var (first, second) in training.TrainTwice(count, path).TakeWhile(_ => !stop.IsCancellationRequested))
        {
            bool ok = first.Equals(second);
            all &= ok;
            io.Output.WriteLine(FormattableString.Invariant($"resumed step {made++}: loss {first:F6}, again {second:F6} {Verdict(ok)}"));
        }

        return all;
    }

    private static string Verdict(bool ok) => ok ? "OK" : "NOT OK";
}
