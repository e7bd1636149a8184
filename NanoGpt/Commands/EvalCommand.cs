using System.CommandLine;
using Spectre.Console;

namespace NanoGpt;

/// <summary><c>eval</c>: how well a model predicts a text.</summary>
internal sealed class EvalCommand
{
    private const string Sequential = "sequential";
    private const string All = "all";

    private readonly CommandIo io;
    private readonly SourceOptions source;

    private readonly Option<string?> data = new("--data")
    {
        Description = "A text in UTF-8, or tokens: a shard of llm.c or build-nanogpt, nanoGPT's .bin, or a folder that prepare wrote. Without it, tiny Shakespeare is looked for.",
    };

    private readonly Option<string> split = new("--split")
    {
        Description = "The part of a text: val is its last tenth, train what comes before. A file of tokens is used whole.",
        DefaultValueFactory = _ => "val",
    };

    private readonly Option<string> windows = new("--windows")
    {
        Description = "sequential: every window of the context's length, side by side; random: so many as --eval-iters batches hold, drawn as nanoGPT does.",
        DefaultValueFactory = _ => Sequential,
    };

    private readonly Option<int> batchSize = new("--batch-size") { Description = "Windows that are computed at once.", DefaultValueFactory = _ => 4 };
    private readonly Option<int> evalIters = new("--eval-iters") { Description = "Batches, for random windows.", DefaultValueFactory = _ => 200 };
    private readonly Option<int> seed = new("--seed") { Description = "Seed of the random windows.", DefaultValueFactory = _ => 1337 };

    private EvalCommand(CommandIo io)
    {
        this.io = io;
        source = new SourceOptions(io);
        split.AcceptOnlyFromAmong("val", "train", All);
        windows.AcceptOnlyFromAmong(Sequential, "random");
    }

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var self = new EvalCommand(io);
        var command = new Command("eval", "Measures a model on a text: perplexity, bits per byte, and, in the last line, the loss.");
        self.source.AddTo(command);
        foreach (var option in new Option[] { self.data, self.split, self.windows, self.batchSize, self.evalIters, self.seed })
        {
            command.Add(option);
        }

        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        UsageException.RequireAtLeast(1, batchSize.Name, given.GetValue(batchSize));
        UsageException.RequireAtLeast(1, evalIters.Name, given.GetValue(evalIters));
        UsageException.RequireAtLeast(0, seed.Name, given.GetValue(seed));
        string part = given.GetValue(split)!;
        using var opened = source.Open(given);
        using var text = EvalData.Open(given.GetValue(data), part == All ? null : Enum.Parse<Split>(part, ignoreCase: true), opened);
        var model = source.Load(given, opened);
        var evaluator = new WindowEvaluator(model, text.Tokens, text.Codec, given.GetValue(batchSize));
        io.Output.WriteLine($"model          {opened.Description}, on {model.Device}");
        io.Output.WriteLine($"data           {text.Description}");
        using var interruption = new Interruption();
        try
        {
            Write(part, evaluator, WithProgress(progress => Measure(given, evaluator, progress, interruption.Token)));
            return 0;
        }
        catch (OperationCanceledException)
        {
            return Interruption.ExitCode;
        }
    }

    private Score Measure(ParseResult given, WindowEvaluator evaluator, Action<double>? progress, CancellationToken stop) =>
        given.GetValue(windows) == Sequential
            ? evaluator.Sequential(progress, stop)
            : evaluator.Random(given.GetValue(evalIters), new TorchGenerator((ulong)given.GetValue(seed)), progress, stop);

    private Score WithProgress(Func<Action<double>?, Score> measure) => io.Terminal is not { } terminal
        ? measure(null)
        : terminal.Progress().AutoClear(true).Start(context =>
        {
            var task = context.AddTask("evaluating", maxValue: 1);
            return measure(share => task.Value = share);
        });

    private void Write(string part, WindowEvaluator evaluator, in Score score)
    {
        io.Output.WriteLine(FormattableString.Invariant($"windows        {score.Tokens / evaluator.WindowLength:N0} of {evaluator.WindowLength} tokens"));
        io.Output.WriteLine(FormattableString.Invariant($"perplexity     {score.Perplexity:F4}"));
        if (score.BitsPerByte is { } bits)
        {
            io.Output.WriteLine(FormattableString.Invariant($"bits per byte  {bits:F6}"));
        }

        io.Output.WriteLine(FormattableString.Invariant($"{(part == All ? "" : part + " ")}loss {score.Loss:F6}"));
    }
}
