using System.CommandLine;

namespace MinBpe;

/// <summary><c>encode</c>: a text as ids.</summary>
internal sealed class EncodeCommand
{
    private readonly CommandStreams streams;
    private readonly TokenizerOptions tokenizer = new();
    private readonly TextOptions text = new();
    private readonly Option<bool> jsonLines = new("--jsonl") { Description = "Reads a line {\"text\": ...} for each text and writes a line {\"ids\": [...]} for each." };

    private EncodeCommand(CommandStreams streams) => this.streams = streams;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandStreams streams)
    {
        var self = new EncodeCommand(streams);
        var command = new Command("encode", "Writes the ids of a text, separated by blanks, on one line.");
        self.tokenizer.AddTo(command);
        self.text.AddTo(command);
        command.Add(self.jsonLines);
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        var chosen = tokenizer.Open(given);
        var allowed = text.Allowed(given);
        if (given.GetValue(jsonLines))
        {
            EncodeLines(given, chosen, allowed);
            return 0;
        }

        int[] ids = chosen.Encode(text.Read(given, streams), allowed);
        using var output = streams.Writer();
        Write(output, ids, ' ');
        output.WriteLine();
        return 0;
    }

    private void EncodeLines(ParseResult given, ITokenizer chosen, AllowedSpecial allowed)
    {
        string? file = text.File(given);
        using var opened = file is null or "-" ? null : FileReader.Open(file);
        using var output = streams.Writer();
        int number = 0;
        foreach (var line in ByteLines.Read(opened ?? streams.Input))
        {
            number++;
            string source = $"{CommandStreams.NameOf(file)}, line {number}";
            try
            {
                text.Decode(given, line.Span, source); // refuses what is not UTF-8 where it must be
                int[] ids = chosen.Encode(JsonLine.Text(line.Span), allowed);
                output.Write("{\"ids\":[");
                Write(output, ids, ',');
                output.WriteLine("]}");
            }
            catch (TokenizerException e) when (!e.Message.StartsWith(source, StringComparison.Ordinal))
            {
                throw new TokenizerException($"{source}: {e.Message}", e);
            }
        }
    }

    private static void Write(StreamWriter output, int[] ids, char separator)
    {
        Span<char> digits = stackalloc char[16];
        for (int i = 0; i < ids.Length; i++)
        {
            if (i > 0)
            {
                output.Write(separator);
            }

            ids[i].TryFormat(digits, out int length);
            output.Write(digits[..length]);
        }
    }
}
