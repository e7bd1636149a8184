namespace NanoGpt;

/// <summary>A model that can go on from what it has read, one token at a time.</summary>
public interface ICachedModel
{
    /// <summary>An empty cache for so many sequences, with room for the model's whole context.</summary>
    KeyValueCache CreateCache(int batch);

    /// <summary>Reads new tokens, keeps their keys and values, and predicts the next ones.</summary>
    /// <param name="x">(B, T) of I32: the tokens after those in the cache.</param>
    /// <param name="cache">What was read so far; it grows by T positions.</param>
    /// <returns>(B, 1, V): the logits after the last position alone, since only they are needed.</returns>
    /// <exception cref="ShapeException">They do not fit into the context.</exception>
    Tensor Forward(Tensor x, KeyValueCache cache);
}

/// <summary>
/// The keys and values of every position that a model has read, layer by layer. With them, a new token costs one pass over one
/// position instead of one over the whole text.
/// </summary>
public sealed class KeyValueCache : IDisposable
{
    private readonly (Tensor Keys, Tensor Values)[] layers;

    /// <summary>Takes the memory, for as long as the cache lives.</summary>
    /// <param name="layers">Layers of the model.</param>
    /// <param name="batch">Sequences side by side.</param>
    /// <param name="positions">Longest context.</param>
    /// <param name="heads">Heads of keys and values.</param>
    /// <param name="headSize">Channels of a head.</param>
    /// <param name="device">Where the model lives.</param>
    public KeyValueCache(int layers, int batch, int positions, int heads, int headSize, Device device)
    {
        Positions = positions;
        int capacity = CachedAttentionShape.CapacityFor(positions);
        this.layers =
        [
            .. Enumerable.Range(0, layers).Select(_ => (
                Tensor.Zeros([batch, heads, headSize, capacity], device),
                Tensor.Zeros([batch, heads, capacity, headSize], device))),
        ];
    }

    /// <summary>Longest context.</summary>
    public int Positions { get; }

    /// <summary>Positions read so far.</summary>
    public int Length { get; private set; }

    /// <summary>Attention of a layer's new positions over everything read, themselves included.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="qkv">(B, T, ...): packed queries, keys and values; see <see cref="F.CachedAttention"/>.</param>
    /// <param name="heads">Heads of queries.</param>
    public Tensor Attend(int layer, Tensor qkv, int heads) => F.CachedAttention(qkv, layers[layer].Keys, layers[layer].Values, heads, Length);

    /// <summary>Counts positions that all layers have seen.</summary>
    public void Advance(int positions) => Length += positions;

    /// <summary>Forgets the text, not the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Says whether so many more positions fit.</summary>
    /// <exception cref="ShapeException">They do not.</exception>
    public void RequireRoom(int positions)
    {
        if (Length + positions > Positions)
        {
            throw new ShapeException($"The model's context is {Positions} tokens, of which {Length} are in the cache; {positions} more do not fit.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (keys, values) in layers)
        {
            keys.Free();
            values.Free();
        }
    }
}
