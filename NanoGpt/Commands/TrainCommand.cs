using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NanoGpt;

/// <summary><c>train</c>: from a text to a checkpoint.</summary>
internal sealed class TrainCommand
{
    private const string InitFrom = "init-from";

    /// <summary>Options that say what a checkpoint's numbers are. With some others they would load in part, or mean something else.</summary>
    private static readonly string[] OfTheModel =
    [
        "model", "tokenizer", "vocab-size", "n-layer", "n-head", "n-kv-head", "hidden-dim", "n-embd", "block-size", "bias", "qkv-bias", "head-bias", "activation", "tie-weights",
    ];

    private CommandIo io;
    private readonly IReadOnlyList<OptionBinding> bindings = OptionBinding.ForTrainConfig();

    private readonly Option<string> configOption = new("--config")
    {
        Description = $"A preset ({string.Join(", ", Presets.Names)}; the command presets explains them), or a JSON file of options such as {{ \"batch-size\": 12 }}; those given here override it.",
        DefaultValueFactory = _ => Presets.Default,
    };

    private readonly Option<string?> outDirOption = new("--out-dir")
    {
        Description = "Folder for ckpt.safetensors, log.jsonl and loss.html; without it, out/ and the name of the preset or file. A run that is there is never overwritten unasked.",
    };

    private readonly Option<bool> resumeOption = new("--resume")
    {
        Description = "Go on from the checkpoint in the folder, in every bit as if the run had not been stopped; its options apply, save those given here.",
    };

    private readonly Option<bool> overwriteOption = new("--overwrite") { Description = "Start over in a folder that has a run." };

    private readonly Option<string?> dumpKernelsOption = ComputeOptions.DumpKernels();

    private readonly RankOptions rankOptions = new();

    private TrainCommand(CommandIo io) => this.io = io;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var self = new TrainCommand(io);
        var command = new Command("train", "Trains a model on a text. Defaults are those of the preset shakespeare-char-cpu.")
        {
            self.configOption, self.outDirOption, self.resumeOption, self.overwriteOption, self.dumpKernelsOption, self.rankOptions.Zero, self.rankOptions.Timeout,
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
        return RankRun.Run(rankOptions.TimeoutOf(given), io, (group, own) =>
        {
            io = own;
            return Run(given, group);
        });
    }

    private int Run(ParseResult given, ProcessGroup group)
    {
        string preset = given.GetValue(configOption)!;
        string outDir = given.GetValue(outDirOption) ?? Path.Combine("out", Presets.Find(preset) ?? Path.GetFileNameWithoutExtension(preset));
        if (outDir == "")
        {
            throw new UsageException("--out-dir is empty; name a folder, or leave it off.");
        }

        using var opened = Agreement.Together(group, () => Open(given, preset, outDir, group) with { ShardsOptimizer = rankOptions.Shards(given) });
        var placement = RankPlacement.Of(group);
        var device = Agreement.Together(group, () => Select(opened.Config, placement, given.GetValue(dumpKernelsOption), group));
        using var data = Agreement.Together(group, () => DataToTrainOn.Open(opened, io.Output));
        var fastest = NcclGroup.For(group, device, rankOptions.TimeoutOf(given), notice => io.Error.WriteLine(notice));
        using var left = ReferenceEquals(fastest, group) ? null : fastest;
        var start = opened with { Group = fastest };
        Agreement.RequireSame(group, RankOptions.Facts(start, data));
        using var interruption = new Interruption();
        return Train(start, data, device, outDir, interruption.Token);
    }

    /// <summary>Each rank's own device.</summary>
    private static Device Select(TrainConfig config, RankPlacement placement, string? dumpFolder, ProcessGroup group)
    {
        string name = group.Size == 1 ? config.Device : placement.DeviceFor(config.Device);
        var device = ComputeOptions.Select(name, config.Threads, group.IsFirst ? dumpFolder : null);
        if (device is CpuDevice cpu && config.Threads == 0)
        {
            cpu.Threads = placement.Threads;
        }

        return device;
    }

    /// <summary>The options, and the model or the checkpoint that they name.</summary>
    private TrainingStart Open(ParseResult given, string preset, string outDir, ProcessGroup group)
    {
        var overrides = OptionBinding.Given(bindings, given);
        bool overwrites = given.GetValue(overwriteOption), resumes = given.GetValue(resumeOption);
        string? from = (string?)overrides[InitFrom];
        if (resumes && from is not null && from != TrainingStart.Resume)
        {
            throw new UsageException("--resume goes on with a run, --init-from begins one: choose one.");
        }

        var asked = resumes || from == TrainingStart.Resume ? null : Presets.Load(preset, overrides); // a run that goes on has its own options
        if (asked is null || asked.InitFrom == TrainingStart.Resume)
        {
            overrides.Remove(InitFrom);
            return overwrites
                ? throw new UsageException("--resume goes on with a run, --overwrite starts it over: choose one.")
                : Resume(outDir, overrides);
        }

        if (!overwrites && !asked.EvalOnly && group.IsFirst)
        {
            RefuseToOverwrite(outDir);
        }

        return asked.InitFrom == TrainingStart.Scratch ? new TrainingStart(asked) : SourceOptions.FineTuned(asked, overrides, io);
    }

    private static TrainingStart Resume(string outDir, JsonObject overrides)
    {
        var checkpoint = Checkpoint.Open(CheckpointFiles.Latest(outDir));
        try
        {
            var config = checkpoint.Config(overrides);
            var (wanted, had) = (JsonSerializer.SerializeToNode(config, ConfigOption.Json)!, JsonSerializer.SerializeToNode(checkpoint.Config(), ConfigOption.Json)!);
            if (OfTheModel.FirstOrDefault(name => !JsonNode.DeepEquals(wanted[name], had[name])) is { } changed)
            {
                throw new DataException($"--{changed} is {had[changed]?.ToJsonString() ?? "as bias"} in the run in {outDir} and cannot change when a run goes on: leave it off, or train anew in another --out-dir.");
            }

            return checkpoint.Step < config.MaxIters || config.EvalOnly ? new TrainingStart(config, Checkpoint: checkpoint) : throw new DataException(
                $"The run in {outDir} is finished: {checkpoint.Step} of {config.MaxIters} steps. Give a larger --max-iters to go on.");
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    private int Train(TrainingStart start, TrainingData data, Device device, string outDir, CancellationToken stop)
    {
        var config = start.Config;
        var observers = new List<ITrainingObserver>();
        var trainer = Agreement.Together(start.Group, () => new Trainer(start, data, device, outDir, observers)
        {
            Peak = config.EvalOnly || config.Model == ModelKind.Bigram ? null : PeakSpeed.Of(device, config.PeakTflops, config.Dtype == NumberType.Bfloat16),
            HellaSwagTasks = HellaSwagTasks(config, data),
        });
        start.Dispose(); // a checkpoint's file is about to be replaced
        trainer.ShareWeights();
        io.Output.WriteLine(TrainingText.Header(trainer));
        if (config.EvalOnly)
        {
            return EvaluateOnly(trainer, stop);
        }

        if (!start.Group.IsFirst)
        {
            trainer.Run(stop);
            return stop.IsCancellationRequested ? Interruption.ExitCode : 0;
        }

        using (var log = TrainLog.Open(outDir, trainer.Step, trainer.EvaluatedStep))
        {
            observers.Add(log);
            try
            {
                RunReported(trainer, observers, stop);
            }
            catch (Exception e) when (e is DataException or DeviceException or RankFailureException)
            {
                Draw(log, outDir, ignoreFailure: true); // the reason why training stopped is what people must read
                throw;
            }

            Draw(log, outDir, ignoreFailure: false);
        }

        return Finish(trainer, stop);
    }

    private static IReadOnlyList<HellaSwagTask> HellaSwagTasks(TrainConfig config, TrainingData data)
    {
        if (config.HellaswagInterval == 0 || config.EvalOnly)
        {
            return [];
        }

        if (data.Codec is not Gpt2Codec)
        {
            throw new DataException($"HellaSwag can be measured with GPT-2's tokens only, and these are {data.Codec.Name}: train with --tokenizer gpt2, or with --hellaswag-interval 0.");
        }

        var tasks = HellaSwagTask.Read(HellaSwagFile.Find());
        return config.HellaswagLimit > 0 ? [.. tasks.Take(config.HellaswagLimit)] : tasks;
    }

    private int EvaluateOnly(Trainer trainer, CancellationToken stop)
    {
        try
        {
            io.Output.WriteLine(TrainingText.Line(trainer.Evaluate(stop)));
            return 0;
        }
        catch (OperationCanceledException)
        {
            return Interruption.ExitCode;
        }
    }

    private static void Draw(TrainLog log, string outDir, bool ignoreFailure)
    {
        try
        {
            log.OnSaving();
            LossPage.Write(outDir);
        }
        catch (DataException) when (ignoreFailure)
        {
        }
    }

    private void RunReported(Trainer trainer, List<ITrainingObserver> observers, CancellationToken stop)
    {
        if (io.Terminal is { } terminal)
        {
            ProgressReporter.Run(terminal, trainer.Step, trainer.Config.MaxIters, evaluation => TrainingText.Line(evaluation), progress =>
            {
                observers.Add(progress);
                trainer.Run(stop);
            });
        }
        else
        {
            observers.Add(new PlainReporter(io.Output, trainer.Config));
            trainer.Run(stop);
        }
    }

    private int Finish(Trainer trainer, CancellationToken stop)
    {
        string saved = CheckpointFiles.Latest(trainer.OutDir!);
        if (stop.IsCancellationRequested)
        {
            io.Error.WriteLine($"Stopped after step {trainer.Step} and saved to {saved}. To go on: train --resume --out-dir {trainer.OutDir}");
            return Interruption.ExitCode;
        }

        io.Error.WriteLine($"Saved to {saved}; the curves are in {LossPage.PathIn(trainer.OutDir!)}. To read what it writes: sample --out-dir {trainer.OutDir}");
        return 0;
    }

    private static void RefuseToOverwrite(string outDir)
    {
        const string Otherwise = "--overwrite to start over, or name another folder with --out-dir.";
        if (File.Exists(CheckpointFiles.Latest(outDir)))
        {
            throw new DataException($"{outDir} already has a run: add --resume to go on with it, {Otherwise}");
        }

        if (File.Exists(CheckpointFiles.Best(outDir)) || File.Exists(TrainLog.PathIn(outDir)))
        {
            throw new DataException($"{outDir} already has a run, though no {Path.GetFileName(CheckpointFiles.Latest(outDir))} to go on from: add {Otherwise}");
        }
    }
}
