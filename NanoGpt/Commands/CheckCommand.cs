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
            self.state, self.steps, self.expected,
        };
        self.source.AddTo(command);
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        int count = given.GetValue(steps);
        if (count < 0)
        {
            throw new UsageException($"--steps is {count}; it must be at least 0.");
        }

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
        ok &= WriteLosses(check.Train(run, count), run, count);
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

    private bool WriteLosses(IEnumerable<double> losses, CheckRun run, int count)
    {
        if (count > 0)
        {
            io.Output.WriteLine($"training as {run.Source}{(run.Losses.Count == 0 ? ", which knows no losses for this model" : FormattableString.Invariant($", losses within {run.Tolerance}"))}");
        }

        bool all = true;
        int step = 0;
        foreach (double loss in losses)
        {
            bool known = step < run.Losses.Count;
            bool ok = known ? Math.Abs(loss - run.Losses[step]) < run.Tolerance : double.IsFinite(loss);
            all &= ok;
            io.Output.WriteLine(FormattableString.Invariant($"step {step}: loss {loss:F6}{(known ? $", expected {run.Losses[step]:F6}" : "")} {Verdict(ok)}"));
            step++;
        }

        return all;
    }

    private static string Verdict(bool ok) => ok ? "OK" : "NOT OK";
}
