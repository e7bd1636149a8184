using System.CommandLine;
using System.Text;

namespace MinBpe;

/// <summary><c>vocab</c>: the vocabulary, for people or in another format.</summary>
internal sealed class VocabCommand
{
    private readonly CommandStreams streams;
    private readonly TokenizerOptions tokenizer = new();

    private readonly Option<string?> outFile = new("--out", "-o")
    {
        Description = "A file to write instead: NAME.tiktoken (OpenAI's ranks) or NAME.json (Hugging Face's tokenizer.json) where the vocabulary is one of ranks, else the list.",
    };

    private VocabCommand(CommandStreams streams) => this.streams = streams;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandStreams streams)
    {
        var self = new VocabCommand(streams);
        var command = new Command("vocab", "Lists the vocabulary: [token] id, and for a trained model the two tokens that were merged.") { self.outFile };
        self.tokenizer.AddTo(command);
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        var chosen = tokenizer.Open(given);
        if (given.GetValue(outFile) is not { } path)
        {
            using var output = streams.Writer();
            output.Write(List(chosen));
            return 0;
        }

        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".tiktoken":
                TiktokenFile.Write(path, Ranked(chosen, path).Ranks);
                break;
            case ".json":
                HuggingFaceWriter.Write(path, Ranked(chosen, path));
                break;
            default:
                FileWriter.Write(path, List(chosen));
                break;
        }

        return 0;
    }

    private static RankTokenizer Ranked(ITokenizer chosen, string path) => chosen as RankTokenizer
        ?? throw new TokenizerException($"{path} cannot be written: {chosen.Name} is no vocabulary of ranks. OpenAI's encodings, .tiktoken, tokenizer.json, vocab.bpe and llm.c's files are.");

    private static string List(ITokenizer chosen)
    {
        if (chosen is Tokenizer trained)
        {
            return VocabFile.Text(trained, trained.SpecialTokens);
        }

        var text = new StringBuilder();
        for (int id = 0; id < chosen.VocabularySize; id++)
        {
            if (chosen.TokenBytes(id) is { } token)
            {
                text.Append($"[{TokenText.Render(token)}] {id}\n");
            }
        }

        return text.ToString();
    }
}
