using System.CommandLine;

namespace NanoGpt;

/// <summary><c>bench</c>: where the time and the memory of a training step go, beside what the device could do.</summary>
internal sealed class BenchCommand
{
    private readonly CommandIo io;
    private readonly IReadOnlyList<OptionBinding> bindings = OptionBinding.ForTrainConfig();

    private readonly Option<string> config = new("--config")
    {
        Description = "A preset (the command presets lists them), or a JSON file of options; those given here override it.",
        DefaultValueFactory = _ => Presets.Default,
    };

    private readonly Option<int> steps = new("--steps")
    {
        Description = "Steps to measure, first as they are, then with every kernel timed.",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<string> page = new("--page")
    {
        Description = "The page with the roofline, the times and the live buffers.",
        DefaultValueFactory = _ => Path.Combine("out", "roofline.html"),
    };

    private BenchCommand(CommandIo io) => this.io = io;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var self = new BenchCommand(io);
        var command = new Command("bench", "Measures real training steps on random tokens: each operation's time and its share of what the device could do, and the memory over time. Takes the options of train.")
        {
            self.config, self.steps, self.page,
        };
        foreach (var binding in self.bindings)
        {
            command.Add(binding.Option);
        }

        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        int count = given.GetValue(steps);
        string path = given.GetValue(page)!;
        if (count < 1)
        {
            throw new UsageException(FormattableString.Invariant($"{steps.Name} is {count}; it must be at least 1."));
        }

        if (path == "")
        {
            throw new UsageException($"{page.Name} is empty; name a file, or leave it off.");
        }

        var overrides = OptionBinding.Given(bindings, given);
        var asked = Presets.Load(given.GetValue(config)!, overrides);
        bool namesModel = overrides.ContainsKey("init-from") && asked.InitFrom != TrainingStart.Scratch;
        if (asked.EvalOnly || asked.InitFrom == TrainingStart.Resume)
        {
            throw new UsageException("bench measures training steps with the weights of --init-from or fresh ones: leave --eval-only and --init-from resume off.");
        }

        using var start = namesModel ? SourceOptions.FineTuned(asked, overrides, io) : new TrainingStart(asked);
        var device = ComputeOptions.Select(start.Config.Device, start.Config.Threads, dumpFolder: null);
        using var interruption = new Interruption();
        MeteredTraining training;
        try
        {
            training = MeteredTraining.Run(start, device, count, interruption.Token);
        }
        catch (OperationCanceledException)
        {
            io.Error.WriteLine("Stopped; nothing was written.");
            return Interruption.ExitCode;
        }

        BenchText.Write(io, training);
        BenchPage.Write(path, training);
        io.Error.WriteLine($"The roofline and the timeline are in {path}.");
        return 0;
    }
}
