using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace MinBpe;

/// <summary>
/// Byte-pair encoding by rank, as tiktoken does it: a piece that is a token is one id; in any other the adjacent pair whose
/// bytes together are the token of lowest rank merges, the leftmost first, until there is none.
/// </summary>
/// <remarks>Can be used by several threads at once. Nothing but the results is allocated once each thread has its memory (4 MB).</remarks>
public sealed partial class FastEncoder
{
    /// <summary>UTF-16 is turned into UTF-8 in blocks of about that many units, which stay in the processor's cache.</summary>
    internal const int BlockLength = 1 << 16;

    private readonly TokenTable table;
    private readonly EncoderMemory?[] idle = new EncoderMemory?[Environment.ProcessorCount];

    /// <summary>An encoder for a vocabulary.</summary>
    /// <param name="tokens">Bytes of each token; the index is rank and id, null is a gap. All 256 single bytes must be there.</param>
    /// <param name="pattern">How text is cut first.</param>
    /// <exception cref="ArgumentException">A single byte is missing, or a token is empty or there twice.</exception>
    public FastEncoder(byte[]?[] tokens, SplitPattern pattern)
        : this(new PackedTokens(tokens), pattern)
    {
    }

    /// <inheritdoc cref="FastEncoder(byte[][], SplitPattern)"/>
    internal FastEncoder(PackedTokens tokens, SplitPattern pattern)
    {
        table = new TokenTable(tokens);
        Pattern = pattern;
    }

    /// <summary>How text is cut first.</summary>
    public SplitPattern Pattern { get; }

    /// <summary>The ids of a text, special tokens being plain text. A lone surrogate counts as U+FFFD.</summary>
    public int[] Encode(ReadOnlySpan<char> text)
    {
        var sink = new GrowingSink(ArrayPool<int>.Shared.Rent(Math.Max(16, text.Length / 2)));
        Run(text, ref sink);
        return Finish(sink);
    }

    /// <summary>The ids of a text in UTF-8; what is not UTF-8 counts as U+FFFD.</summary>
    public int[] Encode(ReadOnlySpan<byte> utf8)
    {
        var sink = new GrowingSink(ArrayPool<int>.Shared.Rent(Math.Max(16, utf8.Length / 2)));
        Run(utf8, ref sink);
        return Finish(sink);
    }

    /// <summary>Writes the ids of a text into <paramref name="ids"/> and returns how many there are; allocates nothing.</summary>
    /// <exception cref="ArgumentException">There are more ids than <paramref name="ids"/> has room for.</exception>
    public int Encode(ReadOnlySpan<char> text, Span<int> ids)
    {
        var sink = new SpanSink(ids);
        Run(text, ref sink);
        return sink.Count;
    }

    /// <inheritdoc cref="Encode(ReadOnlySpan{char}, Span{int})"/>
    public int Encode(ReadOnlySpan<byte> utf8, Span<int> ids)
    {
        var sink = new SpanSink(ids);
        Run(utf8, ref sink);
        return sink.Count;
    }

    /// <summary>How many tokens a text has; allocates nothing.</summary>
    public int CountTokens(ReadOnlySpan<char> text)
    {
        var sink = new CountingSink();
        Run(text, ref sink);
        return sink.Count;
    }

    /// <inheritdoc cref="CountTokens(ReadOnlySpan{char})"/>
    public int CountTokens(ReadOnlySpan<byte> utf8)
    {
        var sink = new CountingSink();
        Run(utf8, ref sink);
        return sink.Count;
    }

    private static int[] Finish(GrowingSink sink)
    {
        int[] ids = GC.AllocateUninitializedArray<int>(sink.Count);
        sink.Room.AsSpan(0, sink.Count).CopyTo(ids);
        ArrayPool<int>.Shared.Return(sink.Room);
        return ids;
    }

    private void Run<TSink>(ReadOnlySpan<char> text, ref TSink sink)
        where TSink : struct, IIdSink, allows ref struct
    {
        var memory = Take();
        var encoder = new PieceEncoder<TSink>(table, memory, sink);
        while (!text.IsEmpty)
        {
            int length = text.Length <= BlockLength ? text.Length : SafeCut.Near(text, BlockLength, Pattern);
            PieceWalk.Over(Pattern, memory.ToUtf8(text[..length]), ref encoder);
            text = text[length..];
        }

        sink = encoder.Sink;
        GiveBack(memory);
    }

    private void Run<TSink>(ReadOnlySpan<byte> utf8, ref TSink sink)
        where TSink : struct, IIdSink, allows ref struct
    {
        if (!Utf8.IsValid(utf8))
        {
            Run(Encoding.UTF8.GetString(utf8).AsSpan(), ref sink);
            return;
        }

        var memory = Take();
        var encoder = new PieceEncoder<TSink>(table, memory, sink);
        PieceWalk.Over(Pattern, utf8, ref encoder);
        sink = encoder.Sink;
        GiveBack(memory);
    }

    /// <summary>Takes memory that is idle, or new one.</summary>
    private EncoderMemory Take()
    {
        foreach (ref var place in idle.AsSpan())
        {
            if (place is not null && Interlocked.Exchange(ref place, null) is { } memory)
            {
                return memory;
            }
        }

        return new EncoderMemory();
    }

    /// <summary>Keeps memory for the next call, as long as there is a place; there are as many as cores.</summary>
    private void GiveBack(EncoderMemory memory)
    {
        foreach (ref var place in memory.IsWorthKeeping ? idle.AsSpan() : [])
        {
            if (place is null && Interlocked.CompareExchange(ref place, memory, null) is null)
            {
                return;
            }
        }
    }
}
