using System.CommandLine;

namespace Makemore;

/// <summary><c>train</c>: from a list of words to a model that makes up more.</summary>
internal sealed class TrainCommand
{
    private const int SamplesShown = 50;

    private readonly CommandIo io;
    private readonly RunOptions options = new();
    private readonly Option<string> workDirOption = RunOptions.WorkDir();

    private readonly Option<bool> resumeOption = new("--resume")
    {
        Description = "Go on from the state in the folder, in every bit as if the run had not been stopped; its options apply, save those given here.",
    };

    private readonly Option<bool> overwriteOption = new("--overwrite") { Description = "Start over in a folder that has a run, which is never overwritten unasked." };
    private readonly Option<bool> sampleOnlyOption = new("--sample-only") { Description = "Do not train: show 50 words by the model in the folder." };

    private TrainCommand(CommandIo io) => this.io = io;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var self = new TrainCommand(io);
        var command = new Command("train", "Trains a model on words, a word a line. Defaults are makemore's.")
        {
            self.workDirOption, self.resumeOption, self.overwriteOption, self.sampleOnlyOption,
        };
        foreach (var option in self.options.All)
        {
            command.Add(option);
        }

        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        string workDir = given.GetValue(workDirOption)!;
        bool resumes = given.GetValue(resumeOption), overwrites = given.GetValue(overwriteOption);
        if (workDir == "")
        {
            throw new UsageException("--work-dir is empty; name a folder, or leave it off.");
        }

        if (resumes && overwrites)
        {
            throw new UsageException("--resume goes on with a run, --overwrite starts it over: choose one.");
        }

        if (given.GetValue(sampleOnlyOption))
        {
            return SampleOnly(given, workDir);
        }

        using var checkpoint = resumes ? Checkpoint.Open(RunFiles.State(workDir)) : null;
        var config = options.Apply(given, checkpoint?.Config ?? new RunConfig());
        if (!resumes && !overwrites && RunFiles.HasRun(workDir))
        {
            string goOn = File.Exists(RunFiles.State(workDir)) ? "--resume to go on with it, " : "";
            throw new DataException($"{workDir} already has a run: add {goOn}--overwrite to start over, or name another folder with --work-dir.");
        }

        if (checkpoint?.Config is { } before && (config.Type != before.Type || config.Sizes(1, 1) != before.Sizes(1, 1)))
        {
            throw new DataException($"The run in {workDir} has a model of other sizes (a {RunOptions.Name(before.Type)} with {RunOptions.SizesOf(before)}), which cannot change when a run goes on: leave those options off, or train anew in another --work-dir.");
        }

        if (config.MaxSteps >= 0 && checkpoint?.Step >= config.MaxSteps)
        {
            throw new DataException($"The run in {workDir} is finished: {checkpoint.Step} of {config.MaxSteps} steps. Give a larger --max-steps to go on.");
        }

        var device = ComputeOptions.Select(config.Device, config.Threads, dumpFolder: null);
        using var interruption = new Interruption();
        return Train(config, WordSource.Find(config.InputFile, io.Output), device, workDir, checkpoint, interruption.Token);
    }

    private int Train(RunConfig config, WordList words, Device device, string workDir, Checkpoint? checkpoint, CancellationToken stop)
    {
        var observers = new List<ITrainingObserver>();
        var trainer = new Trainer(config, words, device, workDir, observers);
        if (checkpoint is null)
        {
            RunFiles.Delete(workDir); // only --overwrite comes here with a run
        }
        else
        {
            trainer.Restore(checkpoint);
            checkpoint.Dispose(); // the file is about to be replaced
        }

        io.Output.WriteLine(RunText.Header(trainer, words));
        using var log = TrainLog.Open(workDir, trainer.Step, trainer.EvaluatedStep);
        observers.Add(log);
        var final = RunReported(trainer, observers, stop);
        log.OnSaving();
        LossPage.Write(workDir, heldOut: "test");
        if (final is not { } losses)
        {
            io.Error.WriteLine($"Stopped after {trainer.Step} steps and saved to {RunFiles.State(workDir)}. To go on: train --resume -o {workDir}");
            return Interruption.ExitCode;
        }

        io.Error.WriteLine($"The best model is in {RunFiles.Model(workDir)}, the curves are in {LossPage.PathIn(workDir)}. To see more words: sample -o {workDir}");
        io.Output.WriteLine(RunText.Losses(losses));
        return 0;
    }

    private Evaluation? RunReported(Trainer trainer, List<ITrainingObserver> observers, CancellationToken stop)
    {
        if (io.Terminal is not { } terminal)
        {
            observers.Add(new PlainReporter(io.Output));
            return trainer.Run(stop);
        }

        Evaluation? final = null;
        int? end = trainer.Config.MaxSteps < 0 ? null : trainer.Config.MaxSteps;
        ProgressReporter.Run(terminal, trainer.Step, end, evaluation => RunText.Line(evaluation), progress =>
        {
            observers.Add(progress);
            final = trainer.Run(stop);
        });
        return final;
    }

    private int SampleOnly(ParseResult given, string workDir)
    {
        using var checkpoint = Checkpoint.Open(RunFiles.ModelOrState(workDir));
        var config = options.Apply(given, checkpoint.Config);
        var model = checkpoint.LoadModel(ComputeOptions.Select(config.Device, config.Threads, dumpFolder: null));
        var data = new WordData(WordSource.Find(config.InputFile, io.Output), new TorchGenerator((ulong)checkpoint.Config.Seed)); // divided as in training
        var sampler = new WordSampler(model, checkpoint.Alphabet, new TorchGenerator((ulong)config.Seed)) { TopK = config.TopK };
        io.Output.WriteLine(SampleReport.Format(sampler.Draw(SamplesShown), data));
        return 0;
    }
}
