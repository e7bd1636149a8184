namespace NanoGpt;

/// <summary>Several files of tokens as one row, in the order of their names.</summary>
public sealed class TokenShards : ITokens, IDisposable
{
    private readonly IReadOnlyList<TokenFile> files;
    private readonly long[] starts; // of each file in the row, and the row's end

    /// <summary>Opens files.</summary>
    /// <param name="paths">Their names, at least one.</param>
    /// <exception cref="DataException">One cannot be opened, is no file of tokens, or is damaged.</exception>
    public TokenShards(IEnumerable<string> paths)
    {
        var opened = new List<TokenFile>();
        files = opened;
        try
        {
            foreach (string path in paths)
            {
                opened.Add(TokenFile.TryOpen(path) ?? throw new DataException($"{path} is no file of tokens: it seems to be {FileKinds.Describe(path)}."));
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        starts = new long[files.Count + 1];
        for (int i = 0; i < files.Count; i++)
        {
            starts[i + 1] = starts[i] + files[i].Count;
        }

        ShardLengths = [.. files.Select(file => file.Count)];
    }

    /// <inheritdoc/>
    public long Count => starts[^1];

    /// <inheritdoc/>
    public IReadOnlyList<long> ShardLengths { get; }

    /// <summary>The files.</summary>
    public IReadOnlyList<TokenFile> Files => files;

    /// <inheritdoc/>
    public void Read(long start, Span<int> into)
    {
        int at = Array.BinarySearch(starts, start);
        int file = at >= 0 ? at : ~at - 1; // the last one that begins at or before the start
        while (into.Length > 0)
        {
            int length = (int)Math.Min(into.Length, starts[file + 1] - start);
            files[file].Read(start - starts[file], into[..length]);
            into = into[length..];
            start += length;
            file++;
        }
    }

    /// <summary>Makes sure that a model knows all tokens, before it takes memory.</summary>
    /// <exception cref="DataException">One is beyond its vocabulary.</exception>
    public void RequireWithin(int vocabSize)
    {
        foreach (var file in files)
        {
            file.RequireWithin(vocabSize);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in files)
        {
            file.Dispose();
        }
    }
}
