using System.CommandLine;

namespace Makemore;

/// <summary><c>eval</c>: how surprised a trained model is by words.</summary>
internal sealed class EvalCommand
{
    private readonly CommandIo io;
    private readonly Option<string> workDir = RunOptions.WorkDir();
    private readonly Option<string?> inputFile = new("--input-file", "-i") { Description = "Other words than those of the run, a word a line." };
    private readonly Option<string> device = new("--device") { Description = ComputeOptions.DeviceDescription, DefaultValueFactory = _ => new RunConfig().Device };

    private EvalCommand(CommandIo io) => this.io = io;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var self = new EvalCommand(io);
        var command = new Command("eval", "Measures a trained model: its loss on the two parts of the run's words, or on all of other words.")
        {
            self.workDir, self.inputFile, self.device,
        };
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        using var checkpoint = Checkpoint.Open(RunFiles.ModelOrState(given.GetValue(workDir)!));
        var config = checkpoint.Config;
        var model = checkpoint.LoadModel(ComputeOptions.Select(given.GetValue(device)!, threads: 0, dumpFolder: null));
        var list = WordSource.Find(given.GetValue(inputFile) ?? config.InputFile, io.Output);
        var evaluator = new Evaluator(model, new TorchGenerator((ulong)config.Seed));
        if (list.Words.Count > 1 && new WordData(list, new TorchGenerator((ulong)config.Seed)) is var data && checkpoint.IsOf(data))
        {
            io.Output.WriteLine(RunText.Losses(evaluator.Evaluate(checkpoint.Step, data)));
            return 0;
        }

        var words = new CharDataset(list.Words, checkpoint.Alphabet, checkpoint.BlockSize);
        double loss = evaluator.MeanLoss(words, maxBatches: int.MaxValue);
        io.Output.WriteLine(FormattableString.Invariant($"loss {loss:F4} over {words.Count:N0} word{(words.Count == 1 ? "" : "s")}"));
        return 0;
    }
}
