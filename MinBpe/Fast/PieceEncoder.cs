using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MinBpe;

/// <summary>Turns pieces into ids: most are tokens, many of the others were merged before, and the rest is merged now.</summary>
internal ref struct PieceEncoder<TSink>(TokenTable table, EncoderMemory memory, TSink sink) : IPieceVisitor
    where TSink : struct, IIdSink, allows ref struct
{
    private readonly TokenTable table = table;
    private readonly EncoderMemory memory = memory;

    /// <summary>Where the ids went.</summary>
    public TSink Sink = sink;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Visit(ref byte piece, int length)
    {
        int id = table.Find(ref piece, length);
        if (id != TokenTable.None)
        {
            Sink.Add(id);
        }
        else
        {
            Merge(ref piece, length);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Merge(ref byte piece, int length)
    {
        if (length > ShortMerge.MaxLength)
        {
            Sink.Add(memory.LongMerge.Merge(table, MemoryMarshal.CreateReadOnlySpan(ref piece, length)));
            return;
        }

        if (length > PieceCache.MaxLength)
        {
            MergeShort(ref piece, length);
            return;
        }

        ref var entry = ref memory.Cache.Find(ref piece, length, out bool isThere);
        if (isThere && entry.Count > 0)
        {
            Sink.Add(((ReadOnlySpan<int>)entry.Ids)[..entry.Count]);
            return;
        }

        var ids = MergeShort(ref piece, length);
        if (ids.Length <= PieceCache.MaxIds)
        {
            ids.CopyTo(entry.Ids);
            entry.Count = (byte)ids.Length;
        }
    }

    private ReadOnlySpan<int> MergeShort(ref byte piece, int length)
    {
        var ids = memory.Ids.AsSpan();
        int count = ShortMerge.Merge(table, ref piece, length, ids);
        Sink.Add(ids[..count]);
        return ids[..count];
    }
}
