using System.CommandLine;
using Spectre.Console;

namespace MinBpe;

/// <summary><c>show</c>: a text coloured by token, with ids.</summary>
internal sealed class ShowCommand
{
    private static readonly Style[] Styles = [.. new[] { 153, 151, 229, 217, 183 }.Select(background => new Style(Color.Black, Color.FromInt32(background)))];

    private readonly CommandStreams streams;
    private readonly TokenizerOptions tokenizer = new();
    private readonly TextOptions text = new();
    private readonly Option<string?> html = new("--html") { Description = "A file for one page that shows the same in a browser, offline too." };

    private ShowCommand(CommandStreams streams) => this.streams = streams;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandStreams streams)
    {
        var self = new ShowCommand(streams);
        var command = new Command("show", "Shows a text coloured by token, and the ids in the same colours. Without a terminal: a line for each token, its id, a tab, its text.");
        self.tokenizer.AddTo(command);
        self.text.AddTo(command);
        command.Add(self.html);
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        var chosen = tokenizer.Open(given);
        string read = text.Read(given, streams);
        int[] ids = chosen.Encode(read, text.Allowed(given));
        (int Id, byte[] Bytes)[] tokens = [.. ids.Select(id => (id, chosen.TokenBytes(id)!))];
        if (given.GetValue(html) is { } path)
        {
            FileWriter.Write(path, TokenPage.Html(chosen.Name, read, tokens));
            streams.Error.WriteLine($"wrote {path}");
        }
        else if (streams.Terminal is { } terminal)
        {
            Colour(terminal, tokens);
            terminal.WriteLine($"{tokens.Length} tokens, {read.EnumerateRunes().Count()} characters, {chosen.Name}");
        }
        else
        {
            using var output = streams.Writer();
            foreach (var (id, bytes) in tokens)
            {
                output.WriteLine($"{id}\t{TokenDisplay.OneLine(bytes)}");
            }
        }

        return 0;
    }

    private static void Colour(IAnsiConsole terminal, (int Id, byte[] Bytes)[] tokens)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            string[] lines = TokenDisplay.Text(tokens[i].Bytes).Split('\n');
            for (int line = 0; line < lines.Length; line++)
            {
                bool ends = line + 1 < lines.Length;
                terminal.Write(new Text(TokenDisplay.OneLine(System.Text.Encoding.UTF8.GetBytes(lines[line])) + (ends ? "↵" : ""), Styles[i % Styles.Length]));
                if (ends)
                {
                    terminal.WriteLine();
                }
            }
        }

        terminal.WriteLine();
        terminal.WriteLine();
        for (int i = 0; i < tokens.Length; i++)
        {
            terminal.Write(new Text($"{tokens[i].Id}", Styles[i % Styles.Length]));
            terminal.Write(" ");
        }

        terminal.WriteLine();
    }
}
