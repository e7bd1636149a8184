using System.CommandLine;

namespace MinBpe;

/// <summary><c>compare</c>: two tokenizers on one text, and why they first differ.</summary>
internal sealed class CompareCommand
{
    private readonly CommandStreams streams;
    private readonly Argument<string> left = new("left") { Description = $"One of OpenAI's encodings ({string.Join(", ", Tiktoken.Names)}) or a tokenizer's file." };
    private readonly Argument<string> right = new("right") { Description = "Another." };
    private readonly Argument<string?> file = new("file") { Description = "A text in UTF-8; - or nothing: standard input.", Arity = ArgumentArity.ZeroOrOne };

    private CompareCommand(CommandStreams streams) => this.streams = streams;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandStreams streams)
    {
        var self = new CompareCommand(streams);
        var command = new Command("compare", "Encodes a text by two tokenizers and explains their first difference: by the pieces they cut, or by the merge that one made first. Special tokens count as plain text.")
        {
            self.left, self.right, self.file,
        };
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        var (first, second) = (Open(given.GetValue(left)!), Open(given.GetValue(right)!));
        string text = streams.ReadText(given.GetValue(file));
        using var output = streams.Writer();
        foreach (string line in new TokenizerComparison(first, second, text).Lines())
        {
            output.WriteLine(line);
        }

        return 0;
    }

    private static ITokenizer Open(string name) => Tiktoken.Names.Contains(name) ? Tiktoken.Get(name)
        : File.Exists(name) ? TokenizerFile.Open(name)
        : throw new TokenizerException($"'{name}' is neither a file nor an encoding; there are {string.Join(", ", Tiktoken.Names)}.");
}
