namespace Kernels;

/// <summary>
/// Sizes, places and dropout of attention as kernels need them. A head's number counts over the batch: b·Heads + h.
/// </summary>
/// <param name="shape">The sizes.</param>
internal readonly struct AttentionSizes(AttentionShape shape)
{
    /// <summary>Positions in a sequence.</summary>
    public readonly int T = shape.T;

    /// <summary>Channels of one head.</summary>
    public readonly int HeadSize = shape.HeadSize;

    /// <summary>1 / √HeadSize, the factor of scores.</summary>
    public readonly float Scale = 1 / MathF.Sqrt(shape.HeadSize);

    private readonly int channels = shape.C;
    private readonly int heads = shape.Heads;
    private readonly uint seed = shape.Seed;
    private readonly uint threshold = CounterRandom.Threshold(shape.Dropout);
    private readonly float factor = 1 / (1 - shape.Dropout);

    /// <summary>From one position's row to the next in y and dy, (B, T, C).</summary>
    public int RowStride => channels;

    /// <summary>From one position's row to the next in qkv and dqkv, (B, T, 3·C).</summary>
    public int PackedStride => 3 * channels;

    /// <summary>Where a head's first row starts in y and dy.</summary>
    public int Row(int head) => (head / heads * T * channels) + (head % heads * HeadSize);

    /// <summary>Where a head's first query starts in qkv and dqkv.</summary>
    public int Query(int head) => (head / heads * T * 3 * channels) + (head % heads * HeadSize);

    /// <summary>Where a head's first key starts in qkv and dqkv.</summary>
    public int Key(int head) => Query(head) + channels;

    /// <summary>Where a head's first value starts in qkv and dqkv.</summary>
    public int Value(int head) => Query(head) + (2 * channels);

    /// <summary>Whether any weight is dropped.</summary>
    public bool Drops => threshold > 0;

    /// <summary>0 for a dropped weight (i, j) of a head, else 1 / (1 - Dropout).</summary>
    public float Keep(int head, int i, int j) => Drops ? Draw(head, i, j) : factor;

    /// <summary>The same, computed even where no weight is dropped.</summary>
    public float Draw(int head, int i, int j) => Draw((((head * T) + i) * T) + j);

    /// <summary>The same for the weight of that number, over all heads.</summary>
    public float Draw(int index) => CounterRandom.Keeps(seed, (uint)index, threshold) ? factor : 0;
}
