using System.CommandLine;
using System.Text;

namespace MinBpe;

/// <summary>The options of commands that encode a text.</summary>
internal sealed class TextOptions
{
    private const string StrictAdvice = "correct it, or leave --strict off to read U+FFFD there";

    private readonly Argument<string?> file = new("file") { Description = "A text in UTF-8; - or nothing: standard input.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string?> allowedSpecial = new("--allowed-special")
    {
        Description = "Special tokens spelled in the text: all makes them tokens, none reads them as plain text. Without it, a text that has one is refused.",
    };

    private readonly Option<bool> strict = new("--strict") { Description = "Refuses text that is not UTF-8, and says where; without it, what is not UTF-8 becomes U+FFFD." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(file);
        command.Add(allowedSpecial);
        command.Add(strict);
    }

    /// <summary>The file's name, or null.</summary>
    public string? File(ParseResult given) => given.GetValue(file);

    /// <summary>The whole text.</summary>
    /// <exception cref="TokenizerException">It cannot be read, or is not UTF-8 where it must be.</exception>
    public string Read(ParseResult given, CommandStreams streams) => Decode(given, streams.ReadAll(File(given)), CommandStreams.NameOf(File(given)));

    /// <summary>Bytes as text.</summary>
    /// <exception cref="TokenizerException">They are not UTF-8 where they must be.</exception>
    public string Decode(ParseResult given, ReadOnlySpan<byte> bytes, string source) =>
        given.GetValue(strict) ? FileReader.DecodeStrictly(bytes, source, StrictAdvice) : Encoding.UTF8.GetString(bytes);

    /// <summary>What the command line says of special tokens.</summary>
    /// <exception cref="WrongCommandLineException">It says something unknown.</exception>
    public AllowedSpecial Allowed(ParseResult given) => given.GetValue(allowedSpecial) switch
    {
        null => AllowedSpecial.NoneRaise,
        "all" => AllowedSpecial.All,
        "none" => AllowedSpecial.None,
        { } other => throw new WrongCommandLineException($"--allowed-special is '{other}'; it must be all or none. Without it, a text with a special token is refused."),
    };
}
