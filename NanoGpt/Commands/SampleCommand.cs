using System.CommandLine;

namespace NanoGpt;

/// <summary><c>sample</c>: text by a trained model.</summary>
internal sealed class SampleCommand
{
    private const string FilePrefix = "FILE:";

    private readonly CommandIo io;

    private readonly Option<string> outDir = new("--out-dir")
    {
        Description = "The folder that train wrote; its best checkpoint is used.",
        DefaultValueFactory = _ => Path.Combine("out", Presets.Default),
    };

    private readonly Option<string?> initFrom = new("--init-from") { Description = ModelSource.OptionDescription + " Instead of --out-dir." };

    private readonly Option<string> start = new("--start")
    {
        Description = "The prompt; FILE:path reads it from a file, - from standard input. Without it, a new line.",
    };

    private readonly Option<int> numSamples = new("--num-samples") { Description = "How many texts; a line of dashes comes between two.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> maxNewTokens = new("--max-new-tokens") { Description = "Length of a text.", DefaultValueFactory = _ => 500 };
    private readonly Option<double> temperature = new("--temperature") { Description = "Below 1 bolder, above 1 wilder; 0 always takes the likeliest.", DefaultValueFactory = _ => 0.8 };
    private readonly Option<int> topK = new("--top-k") { Description = "Draw among so many of the likeliest; 0: all.", DefaultValueFactory = _ => 200 };
    private readonly Option<int> seed = new("--seed") { Description = "Seed of the draws.", DefaultValueFactory = _ => 1337 };
    private readonly Option<string> device = new("--device") { Description = ComputeOptions.DeviceDescription, DefaultValueFactory = _ => "auto" };
    private readonly Option<int> threads = new("--threads") { Description = "Threads that compute; 0: one for each core.", DefaultValueFactory = _ => 0 };
    private readonly Option<string?> dumpKernels = ComputeOptions.DumpKernels();

    private SampleCommand(CommandIo io) => this.io = io;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var self = new SampleCommand(io);
        var command = new Command("sample", "Writes text by a trained model to standard output, and nothing else.")
        {
            self.outDir, self.initFrom, self.start, self.numSamples, self.maxNewTokens, self.temperature, self.topK, self.seed, self.device, self.threads, self.dumpKernels,
        };
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        RequireAtLeast(1, numSamples.Name, given.GetValue(numSamples));
        RequireAtLeast(0, maxNewTokens.Name, given.GetValue(maxNewTokens));
        RequireAtLeast(0, temperature.Name, given.GetValue(temperature));
        RequireAtLeast(0, topK.Name, given.GetValue(topK));
        RequireAtLeast(0, seed.Name, given.GetValue(seed));
        RequireAtLeast(0, threads.Name, given.GetValue(threads));
        using var source = Open(given);
        var codec = TextCodec.For(source) ?? throw new DataException(
            $"{source.Description}: nobody knows what these {source.VocabSize} tokens stand for. sample writes text by models that train saved, by those with config.json and characters in it, and by those with GPT-2's vocabulary.");
        int[] prompt = codec.EncodePrompt(Prompt(given.GetValue(start) ?? "\n"));
        if (prompt.Length == 0)
        {
            throw new DataException("The prompt is empty: give at least one character with --start, or leave --start off for a new line.");
        }

        var model = source.Load(ComputeOptions.Select(given.GetValue(device)!, given.GetValue(threads), given.GetValue(dumpKernels)));
        io.Error.WriteLine($"{source.Description}, {model.ParameterCount:N0} parameters, on {model.Device}");
        var sampler = new Sampler(model, new TorchGenerator((ulong)given.GetValue(seed)))
        {
            Temperature = given.GetValue(temperature),
            TopK = given.GetValue(topK),
        };
        for (int i = 0; i < given.GetValue(numSamples); i++)
        {
            if (i > 0)
            {
                io.Output.WriteLine("---------------");
            }

            foreach (string text in codec.Decode(prompt.Concat(sampler.Generate(prompt, given.GetValue(maxNewTokens)))))
            {
                io.Output.Write(text);
            }

            io.Output.WriteLine();
        }

        return 0;
    }

    private ModelSource Open(ParseResult given)
    {
        bool namesFolder = given.GetResult(outDir) is { Implicit: false };
        if (given.GetValue(initFrom) is { } name)
        {
            return namesFolder ? throw new UsageException("--out-dir and --init-from both name a model: leave one off.") : DownloadDisplay.Open(name, io);
        }

        string folder = given.GetValue(outDir)!;
        return new CheckpointSource(CheckpointFiles.Find(folder) ?? CheckpointFiles.Latest(folder));
    }

    private string Prompt(string start)
    {
        if (start == "-")
        {
            return io.Input.ReadToEnd();
        }

        return start.StartsWith(FilePrefix, StringComparison.Ordinal) ? InputFile.ReadAllText(start[FilePrefix.Length..]) : start;
    }

    private static void RequireAtLeast(double least, string name, double value)
    {
        if (!(value >= least && double.IsFinite(value)))
        {
            throw new UsageException(FormattableString.Invariant($"{name} is {value}; it must be at least {least}."));
        }
    }
}
