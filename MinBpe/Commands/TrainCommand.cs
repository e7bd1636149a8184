using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;

namespace MinBpe;

/// <summary><c>train</c>: a new vocabulary from texts, in minbpe's files.</summary>
internal sealed class TrainCommand
{
    private readonly CommandStreams streams;
    private readonly Option<string> kind = new("--kind") { Description = "basic merges across the whole text, regex only within pieces that a pattern cuts.", DefaultValueFactory = _ => "regex" };
    private readonly Option<int> vocabSize = new("--vocab-size") { Description = "256 bytes and so many merges.", Required = true };
    private readonly Option<string> prefix = new("--out", "-o") { Description = "PREFIX.model and PREFIX.vocab are written.", Required = true };
    private readonly Option<string?> pattern = TokenizerOptions.Pattern("How texts are cut with --kind regex: gpt2, gpt4 (the default) or gpt4o.");

    private readonly Option<string> ties = new("--ties")
    {
        Description = "Of equally frequent pairs merge the one that comes first in the text (first: minbpe's rule) or the one of smaller ids (smaller: rustbpe's).",
        DefaultValueFactory = _ => "first",
    };

    private readonly Option<string[]> special = new("--special") { Description = "Special tokens, such as <|endoftext|>; their ids come after those of the merges, in this order.", AllowMultipleArgumentsPerToken = false };
    private readonly Option<int> threads = new("--threads") { Description = "Threads that cut and count; 0: one for each core. The result does not depend on it.", DefaultValueFactory = _ => 0 };
    private readonly Argument<string[]> files = new("files") { Description = "Texts in UTF-8.", Arity = ArgumentArity.OneOrMore };

    private TrainCommand(CommandStreams streams) => this.streams = streams;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandStreams streams)
    {
        var self = new TrainCommand(streams);
        var command = new Command("train", "Finds the merges of a new vocabulary and writes PREFIX.model (for --model) and PREFIX.vocab (for people).")
        {
            self.files, self.kind, self.vocabSize, self.prefix, self.pattern, self.ties, self.special, self.threads,
        };
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        int size = given.GetValue(vocabSize);
        string[] names = given.GetValue(files)!;
        if (size < 256)
        {
            throw new WrongCommandLineException($"--vocab-size is {size}; it must be at least 256: the bytes are always in a vocabulary.");
        }

        string path = given.GetValue(prefix)!;
        if (Path.GetFileName(path) == "")
        {
            throw new WrongCommandLineException($"--out is '{path}', which has no name of files in it; name those to write, without .model and .vocab.");
        }

        if (given.GetValue(threads) < 0)
        {
            throw new WrongCommandLineException($"--threads is {given.GetValue(threads)}; it must be at least 0.");
        }

        var specialTokens = Special(given.GetValue(special) ?? [], size);

        var (tokenizer, cut) = Kind(given.GetValue(kind)!, given.GetValue(pattern));
        var trainer = new FastTrainer(cut, Ties(given.GetValue(ties)!), given.GetValue(threads));
        foreach (string name in names)
        {
            FileReader.Open(name).Dispose(); // says now what is missing
        }

        using var stop = new StopSignal();
        long start = Stopwatch.GetTimestamp();
        try
        {
            var merges = WithProgress(progress => trainer.TrainFiles(names, size, progress, stop.Token));
            if (merges.Count < size - 256)
            {
                throw new TokenizerException($"The text is too short for a vocabulary of {size}: after {merges.Count} merges no pair is left. Use more text, or --vocab-size {256 + merges.Count} at most.");
            }

            tokenizer.UseMerges(merges);
            tokenizer.RegisterSpecialTokens(specialTokens);
        }
        catch (OperationCanceledException)
        {
            streams.Error.WriteLine("Stopped; nothing was written.");
            return StopSignal.ExitCode;
        }

        tokenizer.Save(path);
        streams.Error.WriteLine(FormattableString.Invariant($"{size - 256} merges in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s; wrote {path}.model and {path}.vocab"));
        return 0;
    }

    private IReadOnlyList<(int Left, int Right)> WithProgress(Func<IProgress<TrainingProgress>?, IReadOnlyList<(int Left, int Right)>> train)
    {
        if (streams.Terminal is not { } terminal)
        {
            return train(null);
        }

        return terminal.Progress().HideCompleted(true).Start(context =>
        {
            var reading = context.AddTask("reading", maxValue: 1);
            var merging = context.AddTask("merging", maxValue: 1);
            return train(new Immediate(now =>
            {
                reading.Value = now.BytesTotal == 0 ? 1 : (double)now.BytesRead / now.BytesTotal;
                merging.Value = now.MergesTotal == 0 ? 1 : (double)now.Merges / now.MergesTotal;
            }));
        });
    }

    private static (TrainableTokenizer Tokenizer, SplitPattern? Cut) Kind(string kind, string? pattern)
    {
        if (kind == "basic" && pattern is null)
        {
            return (new BasicTokenizer(), null);
        }

        if (kind != "regex")
        {
            throw new WrongCommandLineException(kind == "basic" ? "--kind basic does not cut texts; leave --pattern off." : $"--kind is '{kind}'; it must be basic or regex.");
        }

        var cut = TokenizerOptions.ParsePattern(pattern ?? "gpt4");
        return (new RegexTokenizer(SplitPatterns.Text(cut)), cut);
    }

    /// <exception cref="WrongCommandLineException">A name is empty, there twice, or has a line break, for which a .model file has no place.</exception>
    private static (string Text, int Id)[] Special(string[] names, int first)
    {
        if (Array.Exists(names, name => name == "" || name.AsSpan().IndexOfAny('\n', '\r') >= 0) || names.Distinct().Count() < names.Length)
        {
            throw new WrongCommandLineException("--special: every name must be there once, must not be empty, and must be on one line.");
        }

        return [.. names.Select((name, i) => (name, first + i))];
    }

    private static TieRule Ties(string name) => name switch
    {
        "first" => TieRule.FirstOccurrence,
        "smaller" => TieRule.SmallerPair,
        _ => throw new WrongCommandLineException($"--ties is '{name}'; it must be first or smaller."),
    };

    /// <summary>Reports on the thread that makes progress; the BCL's class would queue reports.</summary>
    private sealed class Immediate(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
