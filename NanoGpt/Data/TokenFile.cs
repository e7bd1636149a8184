using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace NanoGpt;

/// <summary>
/// Tokens in a file: a shard of llm.c, with a header and 16 bits a token (32 for Llama 3), one of build-nanogpt, which is an array of
/// numpy, or nanoGPT's .bin, which is nothing but tokens of 16 bits. The file is mapped into memory: the system reads what is asked for, and the file may be
/// larger than the memory.
/// </summary>
public sealed unsafe class TokenFile : ITokens, IDisposable
{
    /// <summary>The version of llm.c's files of 16 bits.</summary>
    internal const int TokensVersion = 1;

    /// <summary>The version of llm.c's files of 32 bits.</summary>
    internal const int WideTokensVersion = 7;

    private const int Chunk = 1 << 20;

    private readonly string path;
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* first; // of the tokens
    private readonly FileKind kind;
    private bool disposed;

    private TokenFile(string path, FileKind kind)
    {
        (this.path, this.kind) = (path, kind);
        long length = new FileInfo(path).Length;
        (int start, Width, Count) = ReadHeader(path, kind, length);
        double expected = start + ((double)Count * Width); // in double: the number of a damaged header overflows nothing
        if (Count == 0 && length == expected)
        {
            throw new DataException($"{path} has no tokens: whatever wrote it was stopped, or had no text. Write or fetch it again.");
        }

        if (length != expected || Count < 1)
        {
            throw new DataException(FormattableString.Invariant(
                $"{path} is cut short or damaged: {(kind == FileKind.Unknown ? "its length makes" : "its header says")} {Count} tokens, which are {expected} bytes; it has {length}. Write or fetch it again."));
        }

        try
        {
            file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new DataException($"{path} cannot be mapped into memory: {e.Message.TrimEnd('.')}.", e);
        }

        byte* bytes = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref bytes);
        first = bytes + view.PointerOffset + start;
    }

    /// <inheritdoc/>
    public long Count { get; }

    /// <summary>Bytes of a token: 2 or 4.</summary>
    public int Width { get; }

    /// <summary>What is in it, for people.</summary>
    public string Description => FormattableString.Invariant($"{path}: {Count:N0} tokens of {8 * Width} bits, {(kind switch { FileKind.Unknown => "nanoGPT", FileKind.NumPy => "numpy", _ => "llm.c" })}");

    /// <summary>The files of a folder that have tokens, to judge by their names, in the order of these; a folder that does not exist has none.</summary>
    public static IEnumerable<string> In(string folder) => !Directory.Exists(folder) ? []
        : Directory.EnumerateFiles(folder).Where(path => Path.GetExtension(path) is ".bin" or ".npy").Order(StringComparer.Ordinal);

    /// <summary>Opens a file of tokens.</summary>
    /// <returns>null: it is none, to judge by its first bytes and its name; perhaps a text.</returns>
    /// <exception cref="DataException">It is cut short, of another version, or another file of these programs.</exception>
    public static TokenFile? TryOpen(string path)
    {
        var kind = FileKinds.Of(path);
        return kind switch
        {
            FileKind.LlmcTokens or FileKind.LlmcWideTokens or FileKind.NumPy => new TokenFile(path, kind),
            FileKind.Unknown => Path.GetExtension(path) == ".bin" ? new TokenFile(path, kind) : null,
            _ => throw new DataException($"{path} has no text and no tokens: it seems to be {FileKinds.Describe(path)}."),
        };
    }

    /// <inheritdoc/>
    public void Read(long start, Span<int> into)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + into.Length, Count);
        if (Width == sizeof(uint))
        {
            Wide(start, into.Length).CopyTo(MemoryMarshal.Cast<int, uint>(into));
            return;
        }

        var narrow = Narrow(start, into.Length);
        for (int i = 0; i < narrow.Length; i++)
        {
            into[i] = narrow[i];
        }
    }

    /// <summary>Makes sure that a model knows all tokens, before it takes memory.</summary>
    /// <exception cref="DataException">One is beyond its vocabulary.</exception>
    public void RequireWithin(int vocabSize)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        for (long at = 0; at < Count && (Width > sizeof(ushort) || vocabSize <= ushort.MaxValue); at += Chunk)
        {
            int length = (int)Math.Min(Chunk, Count - at);
            int wrong = Width == sizeof(uint)
                ? Wide(at, length).IndexOfAnyExceptInRange(0u, (uint)vocabSize - 1)
                : Narrow(at, length).IndexOfAnyExceptInRange((ushort)0, (ushort)(vocabSize - 1));
            if (wrong >= 0)
            {
                long token = Width == sizeof(uint) ? Wide(at, length)[wrong] : Narrow(at, length)[wrong];
                throw new DataException(FormattableString.Invariant(
                    $"{path}: token {at + wrong} is {token}, beyond the model's vocabulary of {vocabSize} (0 to {vocabSize - 1}). The file was made with another tokenizer, or is damaged."));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            file.Dispose();
        }
    }

    private static (int Start, int Width, long Count) ReadHeader(string path, FileKind kind, long length)
    {
        if (kind == FileKind.Unknown)
        {
            return (0, sizeof(ushort), length / sizeof(ushort));
        }

        if (kind == FileKind.NumPy)
        {
            var (start, count) = NumPyHeader.Read(path);
            return (start, sizeof(ushort), count);
        }

        bool wide = kind == FileKind.LlmcWideTokens;
        var (opened, header) = wide
            ? LlmcHeader.Open(path, LlmcHeader.WideTokensMagic, "tokens of llm.c for Llama 3", WideTokensVersion)
            : LlmcHeader.Open(path, LlmcHeader.TokensMagic, "tokens of llm.c", TokensVersion);
        opened.Dispose();
        return (LlmcHeader.Bytes, wide ? sizeof(uint) : sizeof(ushort), header[2]);
    }

    private ReadOnlySpan<ushort> Narrow(long start, int length) => new(first + (start * sizeof(ushort)), length);

    private ReadOnlySpan<uint> Wide(long start, int length) => new(first + (start * sizeof(uint)), length);
}
