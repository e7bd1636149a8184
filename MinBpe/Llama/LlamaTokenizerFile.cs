using System.Buffers.Binary;

namespace MinBpe;

/// <summary>llama2.c's tokenizer file, little-endian: the longest token's length (int32), then for each token its score (float32), its length (int32) and its bytes.</summary>
internal static class LlamaTokenizerFile
{
    /// <summary>Reads a file. How many tokens it has it does not say; they go to its end.</summary>
    /// <exception cref="TokenizerException">It is missing, cut off or damaged.</exception>
    public static LlamaTokenizer Read(string path)
    {
        byte[] file = FileReader.ReadVocabulary(path);
        int longest = file.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(file) : 0;
        if (longest <= 0 || longest > file.Length)
        {
            throw new TokenizerException($"{path} is no tokenizer file of llama2.c: its first number, the length of the longest token, is {longest} in a file of {file.Length} bytes.");
        }

        var tokens = new List<byte[]>();
        var scores = new List<float>();
        int at = 4;
        while (at < file.Length)
        {
            int length = file.Length - at >= 8 ? BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4)) : -1;
            if (length < 0 || length > file.Length - at - 8)
            {
                throw new TokenizerException($"{path}: token {tokens.Count} is damaged or cut off, {file.Length - at} bytes before the end; copy the file again.");
            }

            scores.Add(BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(at)));
            tokens.Add(file[(at + 8)..(at + 8 + length)]);
            at += 8 + length;
        }

        return new LlamaTokenizer(path, [.. tokens], [.. scores]);
    }
}
