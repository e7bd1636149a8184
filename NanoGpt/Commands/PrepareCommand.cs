using System.CommandLine;
using System.Diagnostics;
using MinBpe;
using Spectre.Console;

namespace NanoGpt;

/// <summary><c>prepare</c>: from texts to files of tokens.</summary>
internal sealed class PrepareCommand
{
    private const double MB = 1e6;

    private readonly CommandIo io;

    private readonly Argument<string> dataset = new("dataset")
    {
        Description = "shakespeare-char and shakespeare (a text, cut as nanoGPT and llm.c do), tinystories, openwebtext, fineweb, fineweb-edu (documents, each as its original has them), or text (any others).",
    };

    private readonly Option<string> outDir = new("--out") { Description = "Folder for the files of tokens.", Required = true };

    private readonly Option<string[]> input = new("--input")
    {
        Description = "Files or folders of texts, JSON (lines or arrays of {\"text\": ...}) or Parquet. Without it: looked for under ZEROTOHERO_DATA and in the cache, else downloaded.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> format = new("--format") { Description = "bin: nanoGPT's train.bin and val.bin; llmc: llm.c's shards. Without it, what the original writes." };
    private readonly Option<string> encoding = new("--encoding") { Description = $"{string.Join(", ", Tiktoken.Names)}, or char for shakespeare: a token for each character.", DefaultValueFactory = _ => Gpt2Codec.EncodingName };
    private readonly Option<string?> tokenizer = new("--tokenizer") { Description = "Instead of --encoding: a tokenizer's file, such as llama2.c's tok512.bin; then each document begins with its begin of text." };
    private readonly Option<long?> shardSize = new("--shard-size") { Description = "Tokens of a shard of llm.c, and of the part that validates where it is the first shard. Without it, what the original has." };
    private readonly Option<int> workers = new("--workers") { Description = "Threads that make tokens; 0: one for each core. The files do not depend on it.", DefaultValueFactory = _ => 0 };
    private readonly Option<int> maxFiles = new("--max-files") { Description = "Of a download only so many files, the first ones; 0: all.", DefaultValueFactory = _ => 0 };

    private Action<PrepareStatus>? show; // the bar on a terminal
    private bool wroteFiles;

    private PrepareCommand(CommandIo io)
    {
        this.io = io;
        dataset.AcceptOnlyFromAmong([ShakespearePreparation.CharacterName, ShakespearePreparation.Name, .. Recipe.All.Select(recipe => recipe.Name)]);
        format.AcceptOnlyFromAmong("bin", "llmc");
        encoding.AcceptOnlyFromAmong([ShakespearePreparation.CharacterEncoding, .. Tiktoken.Names]);
    }

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var self = new PrepareCommand(io);
        var command = new Command("prepare", "Makes files of tokens for train --data and eval --data, and for nanoGPT, llm.c and llama2.c. Goes on where it was stopped.")
        {
            self.dataset, self.outDir, self.input, self.format, self.encoding, self.tokenizer, self.shardSize, self.workers, self.maxFiles,
        };
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        UsageException.RequireAtLeast(1, shardSize.Name, given.GetValue(shardSize) ?? 1);
        UsageException.RequireAtLeast(0, workers.Name, given.GetValue(workers));
        UsageException.RequireAtLeast(0, maxFiles.Name, given.GetValue(maxFiles));
        if (given.GetValue(shardSize) > int.MaxValue)
        {
            throw new UsageException(FormattableString.Invariant($"{shardSize.Name} is {given.GetValue(shardSize)}; llm.c counts a shard's tokens in 32 bits, so it may be {int.MaxValue} at most."));
        }

        bool isText = given.GetValue(dataset) is ShakespearePreparation.CharacterName or ShakespearePreparation.Name;
        return isText ? PrepareText(given) : PrepareDocuments(given);
    }

    private int PrepareText(ParseResult given)
    {
        Refuse(given, shardSize, "Shakespeare has one file for each part");
        Refuse(given, workers, "Shakespeare's text is encoded by one thread");
        Refuse(given, maxFiles, "Shakespeare is one file");
        bool encodesChar = given.GetValue(encoding) == ShakespearePreparation.CharacterEncoding;
        bool isChar = given.GetValue(dataset) == ShakespearePreparation.CharacterName || encodesChar;
        if (isChar)
        {
            Refuse(given, tokenizer, "each character is a token here");
        }

        if (isChar && !encodesChar)
        {
            Refuse(given, encoding, "each character is a token here");
        }

        var inputs = given.GetValue(input) ?? [];
        if (inputs.Length > 1)
        {
            throw new UsageException($"{input.Name}: Shakespeare is one file; use prepare text for several.");
        }

        var corpus = Corpora.Shakespeare(inputs.FirstOrDefault());
        io.Output.WriteLine(TrainingText.Source(corpus, isOwn: inputs.Length > 0));
        var preparation = new ShakespearePreparation(
            corpus.Text, new PreparedInput(Path.GetFileName(corpus.Source), corpus.Bytes, corpus.Sha256), isChar ? null : Tokenizer(given), Format(given) ?? TokenFormat.Bin);
        Report(given, preparation.Run(given.GetValue(outDir)!, WriteFinished));
        return 0;
    }

    private int PrepareDocuments(ParseResult given)
    {
        var recipe = Recipe.All.First(recipe => recipe.Name == given.GetValue(dataset));
        var kind = Format(given) ?? (given.GetValue(tokenizer) is null ? recipe.Format : TokenFormat.Bin);
        if (kind == TokenFormat.Bin && recipe.Val != ValRule.FirstShard)
        {
            Refuse(given, shardSize, $"nanoGPT's format has no shards, which {format.Name} llmc has");
        }

        if (given.GetValue(encoding) == ShakespearePreparation.CharacterEncoding)
        {
            throw new UsageException($"{encoding.Name} char is for {ShakespearePreparation.CharacterName}, which takes any text that fits into the memory: prepare {ShakespearePreparation.CharacterName} --input FILE.");
        }

        var inputs = Inputs(given, recipe);
        var preparation = new Preparation(recipe, inputs, Tokenizer(given), given.GetValue(outDir)!, kind, given.GetValue(shardSize) ?? recipe.ShardSize) { Finished = WriteFinished, Progress = status => show?.Invoke(status) };
        io.Output.WriteLine(FormattableString.Invariant($"input      {inputs.Count} file{(inputs.Count == 1 ? "" : "s")}, {preparation.InputBytes / MB:N1} MB, the first {inputs[0]}"));
        int threads = given.GetValue(workers) is > 0 and var asked ? asked : Environment.ProcessorCount;
        using var interruption = new Interruption();
        long start = Stopwatch.GetTimestamp();
        var done = WithProgress(() => preparation.Run(threads, interruption.Token));
        if (done.Progress is not null)
        {
            io.Error.WriteLine("Stopped; what is done is kept. The same command goes on from there.");
            return Interruption.ExitCode;
        }

        Report(given, done);
        if (wroteFiles)
        {
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            io.Output.WriteLine(FormattableString.Invariant($"time       {seconds:N1} s, {preparation.InputBytes / MB / seconds:N1} MB/s, {threads} thread{(threads == 1 ? "" : "s")}"));
        }

        return 0;
    }

    private PreparedMeta WithProgress(Func<PreparedMeta> work) => io.Terminal is not { } terminal ? work() : terminal.Progress().AutoClear(true).Start(context =>
    {
        var bar = context.AddTask("preparing", maxValue: 1);
        show = status => (bar.Value, bar.Description) = (status.Share, FormattableString.Invariant($"{status.Tokens:N0} tokens, {status.Tokens / Math.Max(status.Seconds, 1e-3):N0} a second"));
        return work();
    });

    private void Report(ParseResult given, PreparedMeta done)
    {
        string folder = given.GetValue(outDir)!;
        if (!wroteFiles)
        {
            io.Output.WriteLine("done       before, by the same command; nothing is left to do");
        }

        io.Output.WriteLine(FormattableString.Invariant($"tokens     {done.TrainTokens:N0} to train on, {done.ValTokens:N0} to validate; {done.Encoding}, vocabulary {done.VocabSize:N0}, {8 * done.Width} bits"));
        io.Output.WriteLine($"folder     {folder}; to train on it: train --data {folder}");
    }

    private void WriteFinished(string path, long tokens)
    {
        wroteFiles = true;
        io.Output.WriteLine(FormattableString.Invariant($"wrote      {Path.GetFileName(path)}, {tokens:N0} tokens"));
    }

    private TokenFormat? Format(ParseResult given) => given.GetValue(format) is { } name ? Enum.Parse<TokenFormat>(name, ignoreCase: true) : null;

    private DocumentTokenizer Tokenizer(ParseResult given)
    {
        if (given.GetValue(tokenizer) is not { } file)
        {
            return DocumentTokenizer.Named(given.GetValue(encoding)!);
        }

        Refuse(given, encoding, $"{tokenizer.Name} names the tokenizer");
        return DocumentTokenizer.Read(file);
    }

    /// <summary>Refuses an option that would change nothing.</summary>
    /// <exception cref="UsageException">It was given.</exception>
    private static void Refuse(ParseResult given, Option option, string why)
    {
        if (given.GetResult(option) is { Implicit: false })
        {
            throw new UsageException($"{option.Name} does not apply: {why}. Leave it off.");
        }
    }

    private IReadOnlyList<string> Inputs(ParseResult given, Recipe recipe)
    {
        var named = given.GetValue(input) ?? [];
        if (named.Length == 0)
        {
            var source = recipe.Source ?? throw new UsageException($"prepare {recipe.Name} needs {input.Name}: name files or folders.");
            return new DatasetFinder { Progress = new DownloadLines(io.Error).Show }.Find(recipe.Name, source, given.GetValue(maxFiles));
        }

        Refuse(given, maxFiles, $"{input.Name} names the files, and it counts those of a download");
        var files = new List<string>();
        foreach (string path in named)
        {
            files.AddRange(Directory.Exists(path) ? Directory.GetFiles(path).Order(StringComparer.Ordinal) : [path]);
        }

        return files.Count > 0 ? files : throw new DataException($"{string.Join(", ", named)} has no files.");
    }
}
