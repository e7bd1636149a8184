namespace Kernels;

/// <summary>Sizes and places of attention with a cache as kernels need them.</summary>
/// <param name="shape">The sizes.</param>
internal readonly struct CachedAttentionSizes(CachedAttentionShape shape)
{
    /// <summary>New positions of a sequence.</summary>
    public readonly int T = shape.T;

    /// <summary>Positions before them.</summary>
    public readonly int Past = shape.Past;

    /// <summary>Positions that there is room for.</summary>
    public readonly int Capacity = shape.Capacity;

    /// <summary>Channels of one head.</summary>
    public readonly int HeadSize = shape.HeadSize;

    /// <summary>Heads of queries.</summary>
    public readonly int Heads = shape.Heads;

    /// <summary>Heads of keys and values.</summary>
    public readonly int KeyValueHeads = shape.KeyValueHeads;

    /// <summary>1 / √HeadSize, the factor of keys.</summary>
    public readonly float Scale = 1 / MathF.Sqrt(shape.HeadSize);

    /// <summary>Numbers of the new keys, and of the new values.</summary>
    public readonly int NewNumbers = shape.B * shape.T * shape.KeyValueHeads * shape.HeadSize;

    private readonly int columns = shape.PackedColumns;
    private readonly int group = shape.Group;

    /// <summary>Where a row, (b, t) counted as one number, has its queries.</summary>
    public int Packed(int row) => row * columns;

    /// <summary>Where the cache of the keys and values that a query's head sees begins.</summary>
    public int Cache(int row, int head) => ((row / T * KeyValueHeads) + (head / group)) * HeadSize * Capacity;
}
