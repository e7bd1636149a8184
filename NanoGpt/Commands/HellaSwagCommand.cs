using System.CommandLine;
using Spectre.Console;

namespace NanoGpt;

/// <summary><c>hellaswag</c>: can a model tell how a story goes on?</summary>
internal sealed class HellaSwagCommand
{
    private readonly CommandIo io;
    private readonly SourceOptions source;

    private readonly Option<string?> data = new("--data")
    {
        Description = $"Tasks: the authors' lines of JSON, or six lines of text a task. Without it, {HellaSwagFile.Name} is looked for under ZEROTOHERO_DATA and in the cache, then {HellaSwagFile.OtherName}, then the network.",
    };

    private readonly Option<int> limit = new("--limit") { Description = "Only so many tasks, the first ones; 0: all 10,042.", DefaultValueFactory = _ => 0 };

    private HellaSwagCommand(CommandIo io)
    {
        this.io = io;
        source = new SourceOptions(io);
    }

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var self = new HellaSwagCommand(io);
        var command = new Command("hellaswag", "Lets a model with GPT-2's vocabulary choose among endings: acc by their summed loss, acc_norm by the mean.") { self.data, self.limit };
        self.source.AddTo(command);
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        int most = given.GetValue(limit);
        UsageException.RequireAtLeast(0, limit.Name, most);
        using var opened = source.Open(given);
        var codec = CodecChoice.For(opened) ?? throw new DataException($"{opened.Description}: nobody knows what these {opened.VocabSize} tokens stand for; HellaSwag needs a model with GPT-2's vocabulary.");
        string path = given.GetValue(data) ?? HellaSwagFile.Find();
        var tasks = HellaSwagTask.Read(path);
        var chosen = most > 0 ? tasks.Take(most).ToList() : tasks;
        var model = source.Load(given, opened);
        io.Output.WriteLine($"model     {opened.Description}, on {model.Device}");
        io.Output.WriteLine(FormattableString.Invariant($"tasks     {path}: {chosen.Count:N0} of {tasks.Count:N0}"));
        if (Path.GetFileName(path) == Path.GetFileName(HellaSwagFile.OtherName))
        {
            io.Output.WriteLine("          Its contexts are not those of build-nanogpt, whose scores hold for the authors' hellaswag_val.jsonl.");
        }

        using var interruption = new Interruption();
        try
        {
            var score = Solve(new HellaSwag(model, codec), chosen, interruption.Token);
            io.Output.WriteLine(FormattableString.Invariant($"acc {score.Accuracy:F4} acc_norm {score.NormalisedAccuracy:F4}"));
            return 0;
        }
        catch (OperationCanceledException)
        {
            return Interruption.ExitCode;
        }
    }

    private HellaSwagScore Solve(HellaSwag solver, IReadOnlyList<HellaSwagTask> tasks, CancellationToken stop) => io.Terminal is not { } terminal
        ? solver.Solve(tasks, null, stop)
        : terminal.Progress().AutoClear(true).Start(context =>
        {
            var bar = context.AddTask("solving", maxValue: tasks.Count);
            return solver.Solve(tasks, score => (bar.Value, bar.Description) = (score.Tasks, FormattableString.Invariant($"acc_norm {score.NormalisedAccuracy:F4}")), stop);
        });
}
