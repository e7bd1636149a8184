namespace Kernels;

/// <summary>The sizes of attention with a key-value cache.</summary>
/// <param name="B">Sequences in the batch.</param>
/// <param name="T">New positions of each.</param>
/// <param name="Past">Positions that the cache holds already.</param>
/// <param name="Capacity">Positions that the cache has room for: at least Past + T, and a multiple of <see cref="Tile"/>.</param>
/// <param name="Heads">Heads of queries.</param>
/// <param name="KeyValueHeads">Heads of keys and values; divides Heads, and each is seen by so many heads of queries.</param>
/// <param name="HeadSize">Channels of one head.</param>
public readonly record struct CachedAttentionShape(int B, int T, int Past, int Capacity, int Heads, int KeyValueHeads, int HeadSize)
{
    /// <summary>Positions that are looked at together.</summary>
    public const int Tile = 64;

    /// <summary>Heads of queries that see the same keys and values.</summary>
    public int Group => Heads / KeyValueHeads;

    /// <summary>Channels of a packed row: queries, then keys, then values.</summary>
    public int PackedColumns => (Heads + (2 * KeyValueHeads)) * HeadSize;

    /// <summary>The room that is needed for so many positions.</summary>
    public static int CapacityFor(int positions) => (positions + Tile - 1) / Tile * Tile;
}

public partial interface IKernels
{
    /// <summary>
    /// Causal attention of the positions that are new, over a cache of keys and values (Pope et al. 2022), which the new ones are
    /// appended to first: what <see cref="AttentionForward"/> gives for the last T of Past + T positions, and on the processor to the
    /// bit. With fewer heads of keys and values than of queries, neighbours share them (Ainslie et al. 2023, grouped-query attention).
    /// There is no backward pass: nobody trains on what was sampled.
    /// </summary>
    /// <param name="qkv">(B, T, PackedColumns): queries, keys and values of all heads side by side.</param>
    /// <param name="keys">(B, KeyValueHeads, HeadSize, Capacity): the keys / √HeadSize, transposed so that positions are neighbours. Changed in place.</param>
    /// <param name="values">(B, KeyValueHeads, Capacity, HeadSize). Changed in place.</param>
    /// <param name="y">(B, T, Heads · HeadSize).</param>
    /// <param name="shape">The sizes.</param>
    void CachedAttention(Buffer qkv, Buffer keys, Buffer values, Buffer y, CachedAttentionShape shape);
}
