using System.CommandLine;
using System.Text.Json.Nodes;

namespace NanoGpt;

/// <summary><c>plan</c>: what a training run would cost on many GPUs, before anybody rents them.</summary>
internal sealed class PlanCommand
{
    /// <summary>The presets of models that are known by other names.</summary>
    private static readonly Dictionary<string, string> Models = new()
    {
        ["gpt2"] = "gpt2-124m",
        ["gpt2-medium"] = "gpt2-350m",
        ["gpt2-large"] = "gpt2-774m",
        ["gpt2-xl"] = "gpt2-1558m",
    };

    private readonly CommandIo io;

    private readonly Option<string> model = new("--model")
    {
        Description = "gpt2, gpt2-medium, gpt2-large, gpt2-xl, a preset (the command presets lists them), or a JSON file of options.",
        DefaultValueFactory = _ => "gpt2",
    };

    private readonly Option<int> gpus = new("--gpus") { Description = "GPUs of each machine, or processes on its processor: ranks.", DefaultValueFactory = _ => 8 };
    private readonly Option<int> nodes = new("--nodes") { Description = "Machines.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> bandwidth = new("--bandwidth") { Description = "The slowest link between neighbours, in GB/s in each direction: the machines' network, or what joins the GPUs of one.", DefaultValueFactory = _ => 25 };
    private readonly Option<double> latency = new("--latency") { Description = "Microseconds from one rank to the next for a message of no length.", DefaultValueFactory = _ => 10 };
    private readonly Option<double> peakTflops = new("--peak-tflops") { Description = "A GPU's highest speed in TFLOP/s; 312 is an A100's in bfloat16.", DefaultValueFactory = _ => 312 };
    private readonly Option<double> mfu = new("--mfu") { Description = "The share of it that training uses on one GPU.", DefaultValueFactory = _ => 0.4 };
    private readonly Option<double> tokensPerSecond = new("--tokens-per-second") { Description = "The speed of one rank alone, if it was measured, in place of --peak-tflops and --mfu; 0: it was not.", DefaultValueFactory = _ => 0 };
    private readonly Option<int?> batchSize = new("--batch-size") { Description = "Sequences in a batch; without it, the model's." };
    private readonly Option<int?> accumulation = new("--gradient-accumulation-steps") { Description = "Batches in a step, of all ranks together; without it, the model's." };

    private PlanCommand(CommandIo io) => this.io = io;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var self = new PlanCommand(io);
        var command = new Command("plan", "Says what a training step costs on many GPUs: time, bytes, efficiency and memory, for data-parallel training and ZeRO-1, with the formulas.")
        {
            self.model, self.gpus, self.nodes, self.bandwidth, self.latency, self.peakTflops, self.mfu, self.tokensPerSecond, self.batchSize, self.accumulation,
        };
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        int ranks = Positive(gpus) * Positive(nodes);
        var config = Config(given);
        var share = BatchShare.Of(config, rank: 0, ranks);
        int vocabSize = ParameterCount.UsualVocabSize(config);
        double parameters = ParameterCount.Of(config, vocabSize);
        double flopsPerToken = ModelFlops.PerToken((long)(parameters - (config.Model == ModelKind.Gpt ? config.BlockSize * config.NEmbd : 0)), config.NLayer, config.NEmbd, config.BlockSize);
        double speed = Measure(tokensPerSecond, least: 0) is > 0 and var measured ? measured : Measure(peakTflops, 1e-9) * 1e12 * Measure(mfu, 1e-9, most: 1) / flopsPerToken;
        double seconds = (double)config.TokensPerStep / ranks / speed;
        var machines = new ScalingMachines(ranks, 1e9 * Measure(bandwidth, 1e-9), 1e-6 * Measure(latency, 0));
        var plan = new ScalingPlan(parameters, (double)vocabSize * config.NEmbd, seconds, seconds / share.Batches, machines);
        double activations = sizeof(float) * MemoryNeed.Activations(config with { BatchSize = share.Rows }, vocabSize, Device.Cpu);
        PlanText.Write(io.Output, config, share, plan, machines, speed, activations);
        return 0;

        int Positive(Option<int> option) => given.GetValue(option) is >= 1 and <= 1 << 20 and var value
            ? value
            : throw new UsageException($"{option.Name} is {given.GetValue(option)}; it must be at least 1, and at most {1 << 20}.");

        double Measure(Option<double> option, double least, double most = 1e12) => given.GetValue(option) is var value && value >= least && value <= most
            ? value
            : throw new UsageException(FormattableString.Invariant($"{option.Name} is {value}; it must be {(least > 0 ? "more than" : "at least")} 0{(most <= 1 ? " and at most 1" : "")}."));
    }

    private TrainConfig Config(ParseResult given)
    {
        string name = given.GetValue(model)!;
        var overrides = new JsonObject();
        if (given.GetValue(batchSize) is { } sequences)
        {
            overrides["batch-size"] = sequences;
        }

        if (given.GetValue(accumulation) is { } batches)
        {
            overrides["gradient-accumulation-steps"] = batches;
        }

        return Presets.Load(Models.GetValueOrDefault(name, name), overrides);
    }
}
