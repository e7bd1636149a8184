using System.CommandLine;

namespace Makemore;

/// <summary><c>sample</c>: words by a trained model.</summary>
internal sealed class SampleCommand
{
    /// <summary>Words are drawn so many at a time, whatever their number, so that fewer are the first of more.</summary>
    private const int DrawnTogether = 50;

    private readonly CommandIo io;
    private readonly Option<string> workDir = RunOptions.WorkDir();
    private readonly Option<int> count = new("--num-samples", "-n") { Description = "How many words.", DefaultValueFactory = _ => 10 };
    private readonly Option<string> start = new("--start") { Description = "What every word begins with.", DefaultValueFactory = _ => "" };
    private readonly Option<double> temperature = new("--temperature") { Description = "Below 1 bolder, above 1 wilder; 0 always takes the likeliest.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> topK = new("--top-k") { Description = "Draw among so many of the likeliest letters; -1: all.", DefaultValueFactory = _ => -1 };
    private readonly Option<int> seed = new("--seed") { Description = "Seed of the draws.", DefaultValueFactory = _ => 3407 };
    private readonly Option<string> device = new("--device") { Description = ComputeOptions.DeviceDescription, DefaultValueFactory = _ => new RunConfig().Device };
    private readonly Option<int> threads = new("--threads") { Description = "Threads that compute; 0: one for each core.", DefaultValueFactory = _ => 0 };

    private SampleCommand(CommandIo io) => this.io = io;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var self = new SampleCommand(io);
        var command = new Command("sample", "Writes words by a trained model to standard output, one a line, and nothing else.")
        {
            self.workDir, self.count, self.start, self.temperature, self.topK, self.seed, self.device, self.threads,
        };
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        UsageException.RequireAtLeast(1, count.Name, given.GetValue(count));
        UsageException.RequireAtLeast(0, temperature.Name, given.GetValue(temperature));
        UsageException.RequireAtLeast(-1, topK.Name, given.GetValue(topK));
        UsageException.RequireAtLeast(0, seed.Name, given.GetValue(seed));
        UsageException.RequireAtLeast(0, threads.Name, given.GetValue(threads));
        string path = RunFiles.ModelOrState(given.GetValue(workDir)!);
        using var checkpoint = Checkpoint.Open(path);
        var model = checkpoint.LoadModel(ComputeOptions.Select(given.GetValue(device)!, given.GetValue(threads), dumpFolder: null));
        io.Error.WriteLine($"{path}: {RunOptions.Name(checkpoint.Config.Type)}, {checkpoint.Step} steps, {model.ParameterCount:N0} parameters, on {model.Device}");
        var sampler = new WordSampler(model, checkpoint.Alphabet, new TorchGenerator((ulong)given.GetValue(seed)))
        {
            Start = given.GetValue(start)!,
            Temperature = given.GetValue(temperature),
            TopK = given.GetValue(topK),
            MayBeEmpty = false, // an empty line is no word
        };
        for (int left = given.GetValue(count); left > 0; left -= DrawnTogether)
        {
            foreach (string word in sampler.Draw(DrawnTogether).Take(left))
            {
                io.Output.WriteLine(word);
            }
        }

        return 0;
    }
}
