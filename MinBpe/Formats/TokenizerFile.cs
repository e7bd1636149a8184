using System.Security.Cryptography;
using System.Text;

namespace MinBpe;

/// <summary>Opens a tokenizer of any format that can be read, told by its name and its content.</summary>
public static class TokenizerFile
{
    /// <summary>What can be read, for messages and help.</summary>
    public const string Formats =
        "minbpe's .model, OpenAI's .tiktoken, GPT-2's vocab.bpe with encoder.json (or merges.txt with vocab.json) beside it, Hugging Face's tokenizer.json (byte-level BPE), llm.c's tokenizer .bin, llama2.c's tokenizer .bin";

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path; of a pair of files either.</param>
    /// <param name="pattern">How a .tiktoken file's texts are cut, of which it does not tell; null: as OpenAI does where it is OpenAI's file, else as GPT-4.</param>
    /// <exception cref="TokenizerException">It is missing, damaged, or of no known format.</exception>
    public static ITokenizer Open(string path, SplitPattern? pattern = null)
    {
        if (VocabBpeFile.Is(path))
        {
            return VocabBpeFile.Read(path);
        }

        byte[] content = FileReader.ReadVocabulary(path);
        string extension = Path.GetExtension(path).ToLowerInvariant();
        if (content.AsSpan().StartsWith(Encoding.ASCII.GetBytes(ModelFile.Version)) || extension == ".model")
        {
            return OpenModel(path);
        }

        if (LlmCTokenizerFile.Is(content))
        {
            return LlmCTokenizerFile.Read(path);
        }

        return extension switch
        {
            ".json" => HuggingFaceFile.Read(path),
            ".tiktoken" => OpenTiktoken(path, content, pattern),
            ".bin" => LlamaTokenizer.Read(path),
            _ => throw new TokenizerException($"{path} is of no format that can be read. Known: {Formats}."),
        };
    }

    private static TrainableTokenizer OpenModel(string path)
    {
        TrainableTokenizer tokenizer = ModelFile.Read(path).Pattern == "" ? new BasicTokenizer() : new RegexTokenizer();
        tokenizer.Load(path);
        return tokenizer;
    }

    private static RankTokenizer OpenTiktoken(string path, byte[] content, SplitPattern? pattern)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        var ranks = TiktokenFile.Read(path);
        return pattern is null && EncodingDefinition.All.LastOrDefault(encoding => encoding.Sha256 == sha256 && encoding.Name == encoding.RanksName) is { } known
            ? known.With(ranks)
            : new RankTokenizer(path, ranks, pattern ?? SplitPattern.Gpt4, SpecialTokens.Empty);
    }
}
