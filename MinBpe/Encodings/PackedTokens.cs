using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MinBpe;

/// <summary>
/// The bytes of a vocabulary's tokens, one token behind the other. A hundred thousand arrays would take several times the memory, and
/// touching memory for the first time is most of what loading costs.
/// </summary>
internal sealed class PackedTokens
{
    private readonly byte[] bytes;
    private Place[] places;
    private int written;

    /// <summary>Room for tokens; <see cref="Add"/> puts them in.</summary>
    /// <param name="capacity">Bytes of all of them together, at most.</param>
    /// <param name="count">One more than the highest rank.</param>
    public PackedTokens(int capacity, int count)
    {
        bytes = new byte[capacity + ByteHash.Readable];
        places = new Place[count];
    }

    /// <summary>Packs tokens; null is a gap.</summary>
    /// <exception cref="ArgumentException">A token is empty.</exception>
    public PackedTokens(byte[]?[] tokens)
        : this(tokens.Sum(token => token?.Length ?? 0), tokens.Length)
    {
        for (int rank = 0; rank < tokens.Length; rank++)
        {
            if (tokens[rank] is { } token)
            {
                if (token.Length == 0)
                {
                    throw new ArgumentException($"Token {rank} of the vocabulary is empty.", nameof(tokens));
                }

                token.CopyTo(Room);
                Add(rank, token.Length);
            }
        }
    }

    /// <summary>One more than the highest rank.</summary>
    public int Count => places.Length;

    /// <summary>Where the next token's bytes go, before <see cref="Add"/> says whose they are.</summary>
    public Span<byte> Room => bytes.AsSpan(written, bytes.Length - ByteHash.Readable - written);

    /// <summary>Length of a token in bytes; 0 where the rank is unused.</summary>
    public int Length(int rank) => places[rank].Length;

    /// <summary>The first byte of a token, from which <see cref="ByteHash.Readable"/> bytes can be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Start(int rank) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bytes), places[rank].Start);

    /// <summary>The bytes of a token; none where the rank is unused.</summary>
    public ReadOnlySpan<byte> Of(int rank) => bytes.AsSpan(places[rank].Start, places[rank].Length);

    /// <summary>The first bytes of <see cref="Room"/> are a token.</summary>
    public void Add(int rank, int length)
    {
        places[rank] = new Place { Start = written, Length = length };
        written += length;
    }

    /// <summary>Sets the number of ranks.</summary>
    public void Resize(int count) => Array.Resize(ref places, count);

    /// <summary>An array for each token; null where the rank is unused.</summary>
    public byte[]?[] ToArrays()
    {
        var arrays = new byte[]?[Count];
        for (int rank = 0; rank < Count; rank++)
        {
            arrays[rank] = Length(rank) == 0 ? null : Of(rank).ToArray();
        }

        return arrays;
    }

    private struct Place
    {
        public int Start, Length;
    }
}
