namespace MinBpe;

/// <summary>GPT-2's two files: <c>vocab.bpe</c>, a line <c>left right</c> for each merge, and <c>encoder.json</c>, every token and its id. Hugging Face calls them merges.txt and vocab.json.</summary>
internal static class VocabBpeFile
{
    private static readonly (string Merges, string Ids)[] Pairs = [("vocab.bpe", "encoder.json"), ("merges.txt", "vocab.json")];

    /// <summary>Whether a path is one of the pair by its name.</summary>
    public static bool Is(string path) => Pairs.Any(pair => Path.GetFileName(path) == pair.Merges || Path.GetFileName(path) == pair.Ids);

    /// <summary>Reads both, given one; the other must lie beside it.</summary>
    /// <exception cref="TokenizerException">One is missing or damaged, or they do not belong together.</exception>
    public static RankTokenizer Read(string path)
    {
        string name = Path.GetFileName(path), folder = Path.GetDirectoryName(path) ?? "";
        var (merges, ids) = Pairs.First(pair => name == pair.Merges || name == pair.Ids);
        return Read(Path.Combine(folder, merges), Path.Combine(folder, ids));
    }

    /// <summary>Reads both.</summary>
    /// <exception cref="TokenizerException">One is missing or damaged, or they do not belong together.</exception>
    public static RankTokenizer Read(string mergesPath, string idsPath)
    {
        using var json = JsonVocabulary.Open(idsPath);
        var (ranks, others) = MergeList.Build(JsonVocabulary.Ids(json.RootElement, idsPath), Merges(mergesPath), mergesPath);
        return new RankTokenizer(mergesPath, ranks, SplitPattern.Gpt2, new SpecialTokens(others));
    }

    private static IEnumerable<(string Left, string Right)> Merges(string path)
    {
        string[] lines = FileReader.ReadVocabularyText(path).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            if (line == "" || (i == 0 && line.StartsWith("#version", StringComparison.Ordinal)))
            {
                continue;
            }

            string[] parts = line.Split(' ');
            yield return parts.Length == 2
                ? (parts[0], parts[1])
                : throw new TokenizerException($"{path}, line {i + 1}: '{line}' should be two tokens with a blank between them.");
        }
    }
}
