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

    private readonly Option<string?> initFrom = new("--init-from") { Description = $"Instead of --out-dir. {ModelSource.OptionDescription}" };
    private readonly Option<string?> tokenizer = new("--tokenizer") { Description = "llama2.c's tokenizer file, for a .bin of llama2.c, or a run on tokens that it made." };

    private readonly Option<string> start = new("--start")
    {
        Description = "The prompt; FILE:path reads it from a file, - from standard input. Without it, a new line; for llama2.c's models, nothing.",
    };

    private readonly Option<int> numSamples = new("--num-samples") { Description = "How many texts; a line of dashes comes between two.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> batchSize = new("--batch-size") { Description = "How many of them are made side by side: sooner finished, but not shown as they grow.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> maxNewTokens = new("--max-new-tokens")
    {
        Description = "Length of a text. For llama2.c's models, as for run.c's -n, the prompt counts, and the model's context is the most.",
        DefaultValueFactory = _ => 500,
    };

    private readonly Option<double> temperature = new("--temperature") { Description = "Below 1 bolder, above 1 wilder; 0 always takes the likeliest.", DefaultValueFactory = _ => 0.8 };
    private readonly Option<int> topK = new("--top-k") { Description = "Draw among so many of the likeliest; 0: all.", DefaultValueFactory = _ => 200 };
    private readonly Option<double> topP = new("--top-p") { Description = "Draw among the likeliest that together have this probability; 1: all.", DefaultValueFactory = _ => 1 };
    private readonly Option<string> stop = new("--stop") { Description = "End a text before this one comes up.", DefaultValueFactory = _ => "" };
    private readonly Option<string?> stopToken = new("--stop-token")
    {
        Description = "End a text before this token: its number, or its text where that is one token, as <|endoftext|>. llama2.c's models end at token 1 in any case.",
    };

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
            self.outDir, self.initFrom, self.tokenizer, self.start, self.numSamples, self.batchSize, self.maxNewTokens, self.temperature, self.topK, self.topP,
            self.stop, self.stopToken, self.seed, self.device, self.threads, self.dumpKernels,
        };
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        UsageException.RequireAtLeast(1, numSamples.Name, given.GetValue(numSamples));
        UsageException.RequireAtLeast(1, batchSize.Name, given.GetValue(batchSize));
        UsageException.RequireAtLeast(0, maxNewTokens.Name, given.GetValue(maxNewTokens));
        UsageException.RequireAtLeast(0, temperature.Name, given.GetValue(temperature));
        UsageException.RequireAtLeast(0, topK.Name, given.GetValue(topK));
        if (given.GetValue(topP) is not (>= 0 and <= 1))
        {
            throw new UsageException(FormattableString.Invariant($"{topP.Name} is {given.GetValue(topP)}; a probability is at least 0 and at most 1."));
        }

        UsageException.RequireAtLeast(0, seed.Name, given.GetValue(seed));
        UsageException.RequireAtLeast(0, threads.Name, given.GetValue(threads));
        var device = ComputeOptions.Select(given.GetValue(this.device)!, given.GetValue(threads), given.GetValue(dumpKernels));
        var (name, model, codec) = Load(given, device);
        int[] prompt = codec.Encode(Prompt(given.GetValue(start) ?? codec.DefaultPrompt));
        io.Error.WriteLine($"{name}, {model.ParameterCount:N0} parameters, on {model.Device}");
        if (prompt.Length > model.BlockSize)
        {
            io.Error.WriteLine($"The prompt has {prompt.Length} tokens, the model's context {model.BlockSize}: it sees the last {model.BlockSize}.");
        }

        var sampler = new Sampler(model, new TorchGenerator((ulong)given.GetValue(seed)))
        {
            Temperature = given.GetValue(temperature),
            TopK = given.GetValue(topK),
            TopP = given.GetValue(topP),
            TokenCount = codec.TokenCount,
        };
        var writing = new TextWriting(sampler, codec, io.Output)
        {
            Stop = given.GetValue(stop)!,
            StopToken = given.GetValue(stopToken) is { } token ? codec.TokenOf(token, model.VocabSize) : null,
        };
        writing.Write(prompt, codec is LlamaCodec ? NewTokens(given.GetValue(maxNewTokens), prompt, model) : given.GetValue(maxNewTokens), given.GetValue(numSamples), given.GetValue(batchSize));
        return 0;
    }

    private (string Name, LanguageModel Model, TextCodec Codec) Load(ParseResult given, Device device)
    {
        if (given.GetValue(tokenizer) is { } tokens)
        {
            _ = given.GetValue(initFrom) ?? throw new UsageException($"{tokenizer.Name} goes with {initFrom.Name}: name the model's file too.");
            using var llama = Open(given); // llama2.c's, or a run on tokens that prepare made with this tokenizer
            return (llama.Description, llama.Load(device), LlamaCodec.Read(tokens, llama.VocabSize));
        }

        using var source = Open(given);
        var codec = CodecChoice.For(source) ?? throw new DataException(
            $"{source.Description}: nobody knows what these {source.VocabSize} tokens stand for. "
            + (source is Llama2cSource ? $"Name llama2.c's tokenizer file with {tokenizer.Name}."
                : "sample writes text by models that train saved, by those with characters in their config.json, and by those with GPT-2's vocabulary."));
        return (source.Description, source.Load(device), codec);
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

    /// <summary>run.c counts every position but the first, the prompt's too, and ends with the context; 0 stands for all of it.</summary>
    private static int NewTokens(int asked, int[] prompt, LanguageModel model)
    {
        int positions = asked == 0 ? model.BlockSize : Math.Min(asked, model.BlockSize);
        return Math.Max(0, positions - (prompt.Length - 1));
    }

    private string Prompt(string start)
    {
        if (start == "-")
        {
            return io.Input.ReadToEnd();
        }

        return start.StartsWith(FilePrefix, StringComparison.Ordinal) ? InputFile.ReadAllText(start[FilePrefix.Length..]) : start;
    }
}
