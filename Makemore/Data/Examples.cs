namespace Makemore;

/// <summary>
/// What the networks of lectures 3 to 6 learn from: the last few letters of a name so far, and the letter that follows. The name
/// "emma" gives, with three letters of context, "..." → e, "..e" → m, ".em" → m, "emm" → a, "mma" → ".".
/// </summary>
public sealed class Examples
{
    private readonly int[] contexts; // (Count, BlockSize), row by row
    private readonly int[] targets; // (Count)

    /// <summary>Cuts names into examples, in their order.</summary>
    /// <param name="names">The names; nothing ends with a dot yet.</param>
    /// <param name="letters">Their letters, and the dot as token 0.</param>
    /// <param name="blockSize">Letters of context.</param>
    public Examples(IEnumerable<string> names, Vocabulary letters, int blockSize)
    {
        BlockSize = blockSize;
        var allContexts = new List<int>();
        var allTargets = new List<int>();
        var context = new int[blockSize];
        foreach (string name in names)
        {
            Array.Clear(context); // all dots
            foreach (int letter in letters.Encode(name + NameSplits.End))
            {
                allContexts.AddRange(context);
                allTargets.Add(letter);
                context.AsSpan(1).CopyTo(context);
                context[^1] = letter;
            }
        }

        contexts = [.. allContexts];
        targets = [.. allTargets];
    }

    /// <summary>Number of examples.</summary>
    public int Count => targets.Length;

    /// <summary>Letters of context.</summary>
    public int BlockSize { get; }

    /// <summary>Examples that stand one after another: (count, BlockSize) and (count).</summary>
    public (Tensor X, Tensor Y) Range(int start, int count) =>
    (
        Tensor.From(contexts.AsSpan(start * BlockSize, count * BlockSize), [count, BlockSize]),
        Tensor.From(targets.AsSpan(start, count), [count])
    );

    /// <summary>Copies examples by number into memory for a batch.</summary>
    /// <param name="rows">Which examples.</param>
    /// <param name="x">Gets their contexts, one after another.</param>
    /// <param name="y">Gets their targets.</param>
    public void Take(ReadOnlySpan<int> rows, Span<int> x, Span<int> y)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            contexts.AsSpan(rows[i] * BlockSize, BlockSize).CopyTo(x[(i * BlockSize)..]);
            y[i] = targets[rows[i]];
        }
    }
}
