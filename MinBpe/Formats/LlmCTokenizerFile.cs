using System.Buffers.Binary;

namespace MinBpe;

/// <summary>
/// llm.c's tokenizer file: 256 whole numbers of 32 bits, little-endian (magic 20240328, version, vocabulary size and, from
/// version 2 on, the id of the end of text), then for each token one byte with its length, and its bytes. GPT-2's.
/// </summary>
internal static class LlmCTokenizerFile
{
    private const int Magic = 20240328;
    private const int HeaderBytes = 1024;
    private const int Gpt2EndOfText = 50256;

    /// <summary>Whether a file begins like this.</summary>
    public static bool Is(ReadOnlySpan<byte> file) => file.Length >= 4 && BinaryPrimitives.ReadInt32LittleEndian(file) == Magic;

    /// <summary>Reads a file.</summary>
    /// <exception cref="TokenizerException">It is missing, cut off, damaged, or of another version.</exception>
    public static RankTokenizer Read(string path)
    {
        byte[] file = FileReader.ReadVocabulary(path);
        if (!Is(file) || file.Length < HeaderBytes)
        {
            throw new TokenizerException($"{path} is no tokenizer file of llm.c: it should begin with the number {Magic} in a header of {HeaderBytes} bytes.");
        }

        int version = Number(file, 1), size = Number(file, 2);
        if (version is not (1 or 2))
        {
            throw new TokenizerException($"{path} has version {version}; 1 and 2 are known.");
        }

        int endOfText = version == 1 ? Gpt2EndOfText : Number(file, 3);
        if (size <= endOfText || endOfText < 0 || 2L * size > file.Length - HeaderBytes)
        {
            throw new TokenizerException($"{path} says that it has {size} tokens, the end of text being {endOfText}, in {file.Length} bytes: the header is damaged or the file cut off.");
        }

        var tokens = new byte[]?[size];
        int at = HeaderBytes;
        for (int id = 0; id < size; id++)
        {
            int length = at < file.Length ? file[at] : 0;
            if (length == 0 || at + 1 + length > file.Length)
            {
                throw new TokenizerException($"{path}: token {id} of {size} is empty or cut off, {file.Length - at} bytes before the end; copy the file again.");
            }

            tokens[id] = file[(at + 1)..(at + 1 + length)];
            at += 1 + length;
        }

        if (at != file.Length)
        {
            throw new TokenizerException($"{path} has {file.Length - at} bytes after its {size} tokens; the header or the file is damaged.");
        }

        string name = System.Text.Encoding.UTF8.GetString(tokens[endOfText]!);
        tokens[endOfText] = null;
        return new RankTokenizer(path, RankTable.Check(tokens, path), SplitPattern.Gpt2, new SpecialTokens([(name, endOfText)]));
    }

    private static int Number(ReadOnlySpan<byte> file, int index) => BinaryPrimitives.ReadInt32LittleEndian(file[(4 * index)..]);
}
