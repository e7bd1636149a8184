using System.Runtime.CompilerServices;

namespace MinBpe;

/// <summary>Where ids go. A structure, so that the encoder's loop is compiled for it.</summary>
internal interface IIdSink
{
    /// <summary>Takes one id.</summary>
    void Add(int id);

    /// <summary>Takes several ids.</summary>
    void Add(scoped ReadOnlySpan<int> ids);
}

/// <summary>Only counts.</summary>
internal struct CountingSink : IIdSink
{
    /// <summary>How many ids came.</summary>
    public int Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int id) => Count++;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(scoped ReadOnlySpan<int> ids) => Count += ids.Length;
}

/// <summary>Fills the caller's memory.</summary>
internal ref struct SpanSink(Span<int> room) : IIdSink
{
    private readonly Span<int> room = room;

    /// <summary>How many ids came.</summary>
    public int Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int id)
    {
        if ((uint)Count >= (uint)room.Length)
        {
            ThrowFull();
        }

        room[Count++] = id;
    }

    public void Add(scoped ReadOnlySpan<int> ids)
    {
        if (ids.Length > room.Length - Count)
        {
            ThrowFull();
        }

        ids.CopyTo(room[Count..]);
        Count += ids.Length;
    }

    private readonly void ThrowFull() =>
        throw new ArgumentException($"The text has more tokens than the {room.Length} there is room for. CountTokens tells how many; there are never more than bytes of UTF-8.");
}

/// <summary>Fills an array that grows.</summary>
internal struct GrowingSink(int[] room) : IIdSink
{
    /// <summary>The ids, and room for more.</summary>
    public int[] Room = room;

    /// <summary>How many ids came.</summary>
    public int Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int id)
    {
        if ((uint)Count >= (uint)Room.Length)
        {
            Grow(1);
        }

        Room[Count++] = id;
    }

    public void Add(scoped ReadOnlySpan<int> ids)
    {
        if (ids.Length > Room.Length - Count)
        {
            Grow(ids.Length);
        }

        ids.CopyTo(Room.AsSpan(Count));
        Count += ids.Length;
    }

    private void Grow(int more)
    {
        int[] larger = System.Buffers.ArrayPool<int>.Shared.Rent(Math.Max(Count + more, 2 * Room.Length));
        Room.AsSpan(0, Count).CopyTo(larger);
        System.Buffers.ArrayPool<int>.Shared.Return(Room);
        Room = larger;
    }
}
