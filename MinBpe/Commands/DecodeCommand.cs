using System.CommandLine;
using System.Globalization;
using System.Text;

namespace MinBpe;

/// <summary><c>decode</c>: ids as the bytes that they stand for.</summary>
internal sealed class DecodeCommand
{
    private readonly CommandStreams streams;
    private readonly TokenizerOptions tokenizer = new();

    private readonly Argument<string[]> source = new("ids or file")
    {
        Description = "Ids (whole numbers), or one file of ids with blanks or line breaks between them; - or nothing: standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private DecodeCommand(CommandStreams streams) => this.streams = streams;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandStreams streams)
    {
        var self = new DecodeCommand(streams);
        var command = new Command("decode", "Writes the bytes that ids stand for, exactly these and nothing after them.") { self.source };
        self.tokenizer.AddTo(command);
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        var chosen = tokenizer.Open(given);
        streams.Output.Write(chosen.DecodeBytes(Ids(given.GetValue(source) ?? [])));
        return 0;
    }

    private int[] Ids(string[] arguments)
    {
        if (arguments.Length > 1 || (arguments.Length == 1 && long.TryParse(arguments[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
        {
            return Parse(arguments, "the command line");
        }

        string? file = arguments.Length == 0 ? null : arguments[0];
        if (file is not (null or "-") && !Path.Exists(file))
        {
            throw new TokenizerException($"'{file}' is neither an id nor a file: ids are whole numbers from 0 on, with blanks between them.");
        }

        string text = Encoding.UTF8.GetString(streams.ReadAll(file));
        return Parse(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), CommandStreams.NameOf(file));
    }

    private static int[] Parse(string[] words, string source)
    {
        var ids = new int[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (!int.TryParse(words[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out ids[i]))
            {
                string shown = TokenText.Render(Encoding.UTF8.GetBytes(words[i][..Math.Min(words[i].Length, 40)]));
                throw new TokenizerException($"'{shown}' at position {i} of {source} is not an id: ids are whole numbers from 0 on, with blanks between them.");
            }
        }

        return ids;
    }
}
