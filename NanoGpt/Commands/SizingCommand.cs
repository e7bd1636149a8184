using System.CommandLine;

namespace NanoGpt;

/// <summary><c>sizing</c>: what a GPT and its training will cost, before either exists.</summary>
internal sealed class SizingCommand
{
    private readonly CommandIo io;
    private readonly IReadOnlyList<OptionBinding> bindings = OptionBinding.ForTrainConfig();

    private readonly Option<string> config = new("--config")
    {
        Description = "A preset (the command presets lists them), or a JSON file of options; those given here override it.",
        DefaultValueFactory = _ => "gpt2-124m",
    };

    private readonly Option<double> tokensPerSecond = new("--tokens-per-second")
    {
        Description = "A speed that was measured: which share of the peak it uses, and how long the run takes; 0: none.",
        DefaultValueFactory = _ => 0,
    };

    private SizingCommand(CommandIo io) => this.io = io;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var self = new SizingCommand(io);
        var command = new Command("sizing", "Counts a GPT's parameters and operations, and estimates memory, speed and time, as nanoGPT's transformer_sizing does.")
        {
            self.config, self.tokensPerSecond,
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
        double speed = given.GetValue(tokensPerSecond);
        UsageException.RequireAtLeast(0, tokensPerSecond.Name, speed);
        var overrides = OptionBinding.Given(bindings, given);
        var asked = Presets.Load(given.GetValue(config)!, overrides);
        bool namesModel = overrides.ContainsKey("init-from") && asked.InitFrom != TrainingStart.Scratch;
        using var start = namesModel ? SourceOptions.FineTuned(asked, overrides, io) : new TrainingStart(asked);
        if (start.Config.Model != ModelKind.Gpt)
        {
            throw new DataException($"sizing counts GPTs only; this model is a {start.Config.Model}.");
        }

        var device = ComputeOptions.Select(asked.Device, asked.Threads, dumpFolder: null);
        var peak = PeakSpeed.Of(device, asked.PeakTflops, asked.Dtype == NumberType.Bfloat16);
        SizingText.Write(io.Output, start.Config, device, peak, speed);
        return 0;
    }
}
