namespace Makemore;

/// <summary>Where the words of a command come from.</summary>
internal static class WordSource
{
    /// <summary>Reads a file of one's own, or looks for names.txt, and says which it is.</summary>
    /// <param name="inputFile">The file; null: none was named.</param>
    /// <param name="output">Gets a line about it.</param>
    /// <exception cref="DataException">It cannot be read, or is no list of words.</exception>
    public static WordList Find(string? inputFile, TextWriter output)
    {
        var corpus = Corpora.Names(inputFile, allowFallback: true, limit: WordList.MaxBytes);
        output.WriteLine(RunText.Source(corpus, isOwn: inputFile is not null));
        return WordList.Parse(corpus.Text, corpus.Source);
    }
}
