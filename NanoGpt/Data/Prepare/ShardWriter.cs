using System.Runtime.InteropServices;

namespace NanoGpt;

/// <summary>
/// Writes a row of tokens into shards. A shard is NAME.part until it is full, then it gets its name. Work that was broken off
/// goes on at a <see cref="ShardPlace"/>: what was written behind it is cut off.
/// </summary>
internal sealed class ShardWriter : IDisposable
{
    private const string Part = ".part";
    private const int Chunk = 1 << 15;

    private readonly string folder;
    private readonly Func<int, (string Name, long Tokens)> shards;
    private readonly TokenFormat format;
    private readonly int width;
    private readonly byte[] buffer;
    private FileStream? file;
    private ShardPlace place;

    /// <summary>A writer.</summary>
    /// <param name="folder">Where shards go.</param>
    /// <param name="shards">Name and most tokens of each shard.</param>
    /// <param name="format">Whether they have a header.</param>
    /// <param name="width">Bytes of a token, 2 or 4.</param>
    /// <param name="place">Where to go on.</param>
    /// <exception cref="DataException">What was written before is not there any more.</exception>
    public ShardWriter(string folder, Func<int, (string Name, long Tokens)> shards, TokenFormat format, int width, ShardPlace place)
    {
        (this.folder, this.shards, this.format, this.width, this.place) = (folder, shards, format, width, place);
        buffer = new byte[Chunk * width];
        if (place.Tokens > 0)
        {
            Reopen();
        }
    }

    /// <summary>Where the next token goes.</summary>
    public ShardPlace Place => place;

    /// <summary>Names and tokens of the shards that were finished by this writer.</summary>
    public Action<string, long>? Finished { get; init; }

    private int HeaderBytes => format == TokenFormat.Llmc ? LlmcHeader.Bytes : 0;

    private string Name => Path.Combine(folder, shards(place.Shard).Name);

    /// <summary>Writes tokens, into the next shard what does not fit into this one.</summary>
    /// <exception cref="DataException">The disk is full, or the like.</exception>
    public void Write(ReadOnlySpan<int> tokens)
    {
        while (tokens.Length > 0)
        {
            if (file is null)
            {
                file = Guarded(() => new FileStream(Name + Part, FileMode.Create, FileAccess.ReadWrite));
                WriteHeader(0);
            }

            int length = (int)Math.Min(Math.Min(tokens.Length, Chunk), shards(place.Shard).Tokens - place.Tokens);
            var bytes = Narrow(tokens[..length]);
            try
            {
                file.Write(bytes);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Failure(e);
            }

            place = new ShardPlace(place.Shard, place.Tokens + length, place.Total + length);
            tokens = tokens[length..];
            if (place.Tokens == shards(place.Shard).Tokens)
            {
                FinishShard();
            }
        }
    }

    /// <summary>Makes what was written survive a crash of the machine.</summary>
    public void Flush() => Guarded(() =>
    {
        file?.Flush(flushToDisk: true);
        return 0;
    });

    /// <summary>Ends the last shard, even if it is not full.</summary>
    public void Finish()
    {
        if (file is not null)
        {
            FinishShard();
        }
    }

    /// <summary>Leaves an unfinished shard as it is.</summary>
    public void Dispose() => file?.Dispose();

    private void FinishShard()
    {
        Guarded(() =>
        {
            WriteHeader((int)place.Tokens);
            file!.Flush(flushToDisk: true);
            file.Dispose();
            file = null;
            File.Move(Name + Part, Name, overwrite: true);
            return 0;
        });
        Finished?.Invoke(Name, place.Tokens);
        place = new ShardPlace(place.Shard + 1, 0, place.Total);
    }

    private void WriteHeader(int tokens)
    {
        if (format == TokenFormat.Llmc)
        {
            file!.Position = 0;
            bool wide = width == sizeof(uint);
            new LlmcHeader(wide ? LlmcHeader.WideTokensMagic : LlmcHeader.TokensMagic, wide ? TokenFile.WideTokensVersion : TokenFile.TokensVersion, tokens).Write(file);
        }
    }

    /// <summary>Opens the shard in which the place lies. It may have been finished after the place was noted: then it is taken back.</summary>
    private void Reopen()
    {
        if (!File.Exists(Name + Part) && File.Exists(Name))
        {
            File.Move(Name, Name + Part);
        }

        long length = HeaderBytes + (place.Tokens * width);
        file = Guarded(() => new FileStream(Name + Part, FileMode.Open, FileAccess.ReadWrite));
        long found = file.Length;
        if (found < length)
        {
            file.Dispose();
            throw new DataException(FormattableString.Invariant($"{Name}{Part} has {found} bytes, but {length} were written before: the work cannot go on; remove {folder} and begin anew."));
        }

        file.SetLength(length);
        file.Position = length;
    }

    private ReadOnlySpan<byte> Narrow(ReadOnlySpan<int> tokens)
    {
        if (width == sizeof(uint))
        {
            return MemoryMarshal.AsBytes(tokens);
        }

        var narrow = MemoryMarshal.Cast<byte, ushort>(buffer.AsSpan());
        for (int i = 0; i < tokens.Length; i++)
        {
            narrow[i] = (ushort)tokens[i];
        }

        return buffer.AsSpan(0, tokens.Length * width);
    }

    private T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(e);
        }
    }

    private DataException Failure(Exception e) => new($"Cannot write {Name}{Part}: {e.Message.TrimEnd('.')}. What is finished stays; the same command goes on from there.", e);
}
