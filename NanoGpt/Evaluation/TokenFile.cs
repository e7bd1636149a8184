using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NanoGpt;

/// <summary>
/// Tokens in a file: a shard of llm.c, with a header and 16 bits a token (32 for Llama 3), or nanoGPT's .bin, which is
/// nothing but tokens of 16 bits. They are read where they are wanted; the file may be larger than the memory.
/// </summary>
public sealed class TokenFile : ITokens, IDisposable
{
    private const int TokensVersion = 1;
    private const int WideTokensVersion = 7;
    private const int Chunk = 1 << 16;

    private readonly string path;
    private readonly SafeFileHandle file;
    private readonly long start;
    private readonly int width;

    private TokenFile(string path, FileKind kind)
    {
        this.path = path;
        if (kind == FileKind.Unknown)
        {
            (width, start) = (sizeof(ushort), 0);
            Count = new FileInfo(path).Length / width;
        }
        else
        {
            bool wide = kind == FileKind.LlmcWideTokens;
            var (opened, header) = wide
                ? LlmcHeader.Open(path, LlmcHeader.WideTokensMagic, "tokens of llm.c for Llama 3", WideTokensVersion)
                : LlmcHeader.Open(path, LlmcHeader.TokensMagic, "tokens of llm.c", TokensVersion);
            opened.Dispose();
            (width, start, Count) = (wide ? sizeof(uint) : sizeof(ushort), LlmcHeader.Bytes, header[2]);
        }

        file = File.OpenHandle(path);
        long expected = start + (Count * width), length = RandomAccess.GetLength(file);
        if (length != expected || Count < 1)
        {
            file.Dispose();
            throw new DataException(FormattableString.Invariant(
                $"{path} is cut short or damaged: {(start > 0 ? "its header says" : "its length makes")} {Count} tokens, which are {expected} bytes; it has {length}. Write or fetch it again."));
        }
    }

    /// <inheritdoc/>
    public long Count { get; }

    /// <summary>What is in it, for people.</summary>
    public string Description => FormattableString.Invariant($"{path}: {Count:N0} tokens of {8 * width} bits, {(start > 0 ? "llm.c" : "nanoGPT")}");

    /// <summary>Opens a file of tokens.</summary>
    /// <returns>null: it is none, to judge by its first bytes and its name; perhaps a text.</returns>
    /// <exception cref="DataException">It is cut short, of another version, or another file of these programs.</exception>
    public static TokenFile? TryOpen(string path)
    {
        var kind = FileKinds.Of(path);
        return kind switch
        {
            FileKind.LlmcTokens or FileKind.LlmcWideTokens => new TokenFile(path, kind),
            FileKind.Unknown => Path.GetExtension(path) == ".bin" ? new TokenFile(path, kind) : null,
            _ => throw new DataException($"{path} has no text and no tokens: it seems to be {FileKinds.Describe(path)}."),
        };
    }

    /// <inheritdoc/>
    public void Read(long from, Span<int> into)
    {
        if (width == sizeof(uint))
        {
            ReadBytes(from, MemoryMarshal.AsBytes(into));
            return;
        }

        var narrow = new ushort[Math.Min(into.Length, Chunk)];
        for (int done = 0; done < into.Length; done += narrow.Length)
        {
            var part = narrow.AsSpan(0, Math.Min(narrow.Length, into.Length - done));
            ReadBytes(from + done, MemoryMarshal.AsBytes(part));
            for (int i = 0; i < part.Length; i++)
            {
                into[done + i] = part[i];
            }
        }
    }

    /// <summary>Makes sure that a model knows all tokens, before it takes memory.</summary>
    /// <exception cref="DataException">One is beyond its vocabulary.</exception>
    public void RequireWithin(int vocabSize)
    {
        var tokens = new int[Chunk];
        for (long at = 0; at < Count; at += Chunk)
        {
            var part = tokens.AsSpan(0, (int)Math.Min(Chunk, Count - at));
            Read(at, part);
            if (part.IndexOfAnyExceptInRange(0, vocabSize - 1) is >= 0 and int wrong)
            {
                throw new DataException(FormattableString.Invariant(
                    $"{path}: token {at + wrong} is {(uint)part[wrong]}, beyond the model's vocabulary of {vocabSize} (0 to {vocabSize - 1}). The file was made with another tokenizer, or is damaged."));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void ReadBytes(long token, Span<byte> bytes)
    {
        long offset = start + (token * width);
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(file, bytes, offset);
            if (read == 0)
            {
                throw new DataException($"{path} became shorter while it was read.");
            }

            offset += read;
            bytes = bytes[read..];
        }
    }
}
