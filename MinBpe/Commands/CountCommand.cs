using System.CommandLine;

namespace MinBpe;

/// <summary><c>count</c>: how many tokens a text has.</summary>
internal static class CountCommand
{
    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandStreams streams)
    {
        var tokenizer = new TokenizerOptions();
        var text = new TextOptions();
        var command = new Command("count", "Writes how many tokens a text has, one number.");
        tokenizer.AddTo(command);
        text.AddTo(command);
        command.SetAction(given =>
        {
            int count = tokenizer.Open(given).CountTokens(text.Read(given, streams), text.Allowed(given));
            using var output = streams.Writer();
            output.WriteLine(count);
            return 0;
        });
        return command;
    }
}
