using System.CommandLine;

namespace MinBpe;

/// <summary>The options by which commands name a tokenizer.</summary>
internal sealed class TokenizerOptions
{
    private readonly Option<string?> encoding = new("--encoding", "-e") { Description = $"One of OpenAI's encodings: {Known}." };
    private readonly Option<string?> model = new("--model", "-m") { Description = $"A tokenizer's file: {TokenizerFile.Formats}." };
    private readonly Option<string?> pattern = Pattern("How the texts of a .tiktoken file's tokenizer are cut: gpt2, gpt4 or gpt4o. Without it, OpenAI's own files are known by their content, and others are cut as GPT-4's.");

    /// <summary>The encodings, and which is whose.</summary>
    private static string Known => string.Join(", ", Tiktoken.Names) + " (GPT-4 has cl100k_base, GPT-4o o200k_base)";

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(encoding);
        command.Add(model);
        command.Add(pattern);
    }

    /// <summary>The tokenizer that a command line names.</summary>
    /// <exception cref="WrongCommandLineException">It names none, two, or an unknown encoding.</exception>
    /// <exception cref="TokenizerException">The file cannot be read.</exception>
    public ITokenizer Open(ParseResult given)
    {
        string? name = given.GetValue(encoding), file = given.GetValue(model);
        if (name is null == file is null)
        {
            throw new WrongCommandLineException($"Name one tokenizer: --encoding NAME ({string.Join(", ", Tiktoken.Names)}) or --model FILE.");
        }

        if (name is not null)
        {
            return Tiktoken.Names.Contains(name)
                ? Tiktoken.Get(name)
                : throw new WrongCommandLineException($"There is no encoding '{name}'. Known: {Known}; --model reads files.");
        }

        return TokenizerFile.Open(file!, given.GetValue(pattern) is { } text ? ParsePattern(text) : null);
    }

    /// <summary>An option for the name of a pattern.</summary>
    public static Option<string?> Pattern(string description) => new("--pattern") { Description = description };

    /// <summary>A pattern by its name on the command line.</summary>
    /// <exception cref="WrongCommandLineException">There is none of this name.</exception>
    public static SplitPattern ParsePattern(string name) => name switch
    {
        "gpt2" => SplitPattern.Gpt2,
        "gpt4" => SplitPattern.Gpt4,
        "gpt4o" => SplitPattern.Gpt4o,
        _ => throw new WrongCommandLineException($"There is no pattern '{name}'. Known: gpt2, gpt4, gpt4o."),
    };
}
