using System.Buffers.Binary;

namespace NanoGpt;

/// <summary>
/// How a checkpoint of llama2.c begins (run.c, export.py): seven numbers of 32 bits, dim, hidden_dim, n_layers, n_heads, n_kv_heads,
/// vocab_size and max_seq_len, little-endian. In the legacy format they are all there is before the weights, and a negative vocab_size
/// says that the output layer has a table of its own. From version 1 on, "ak42" and the version stand before them, a byte for the output
/// layer behind, and the header is filled up to 256 bytes.
/// </summary>
/// <param name="Version">0: the legacy format; 1.</param>
/// <param name="Config">The sizes.</param>
public sealed record Llama2cHeader(int Version, LlamaConfig Config)
{
    /// <summary>"ak42", as a number.</summary>
    public const int Magic = 0x616b3432;

    private const int Numbers = 7;
    private const int NumberedLength = 256;
    private const int LegacyLength = Numbers * sizeof(int);

    /// <summary>Bytes before the weights.</summary>
    public int Length => Version == 0 ? LegacyLength : NumberedLength;

    /// <summary>Numbers that the legacy format holds for cos and sin of every position; readers skip them.</summary>
    public long Angles => Version == 0 ? (long)Config.MaxSeqLen * Config.HeadSize : 0;

    /// <summary>Whether a file begins with sizes that fit each other, as one of the legacy format does, which has no magic number.</summary>
    /// <exception cref="DataException">It cannot be opened.</exception>
    public static bool SeemsLegacy(string path)
    {
        using var file = InputFile.OpenRead(path);
        Span<byte> head = stackalloc byte[LegacyLength];
        if (file.ReadAtLeast(head, LegacyLength, throwOnEndOfStream: false) < LegacyLength)
        {
            return false;
        }

        try
        {
            Sizes(head, 0, 0).Validate();
            return true;
        }
        catch (DataException)
        {
            return false;
        }
    }

    /// <summary>Reads and checks the header of an open file, and that the file is as long as the header says.</summary>
    /// <exception cref="DataException">It is none of llama2.c's that can be read here; the message says what it seems to be.</exception>
    public static Llama2cHeader Read(FileStream file)
    {
        Span<byte> head = stackalloc byte[NumberedLength];
        int read = file.ReadAtLeast(head, NumberedLength, throwOnEndOfStream: false);
        if (read < LegacyLength)
        {
            throw new DataException($"{file.Name} has {read} bytes, too few for the header of a llama2.c checkpoint.");
        }

        int version = 0, at = 0;
        if (Int32(head, 0) == Magic)
        {
            (version, at) = (Int32(head, 1), 2);
            if (version != 1 || read < NumberedLength)
            {
                throw new DataException($"{file.Name} is a llama2.c checkpoint of version {version}; only the legacy format and version 1 (float) can be read: export it again with --version 1.");
            }
        }

        var header = new Llama2cHeader(version, Sizes(head, at, version));
        header.Check(file);
        return header;
    }

    private static LlamaConfig Sizes(Span<byte> head, int at, int version)
    {
        int vocabulary = Int32(head, at + 5);
        return new LlamaConfig
        {
            Dim = Int32(head, at),
            HiddenDim = Int32(head, at + 1),
            NLayers = Int32(head, at + 2),
            NHeads = Int32(head, at + 3),
            NKvHeads = Int32(head, at + 4),
            VocabSize = version == 0 && vocabulary != int.MinValue ? Math.Abs(vocabulary) : vocabulary,
            MaxSeqLen = Int32(head, at + 6),
            TieWeights = version == 0 ? vocabulary > 0 : head[LegacyLength + (2 * sizeof(int))] != 0,
        };
    }

    /// <summary>The header as bytes.</summary>
    public byte[] ToBytes()
    {
        var c = Config;
        int vocabulary = Version == 0 && !c.TieWeights ? -c.VocabSize : c.VocabSize;
        int[] sizes = [c.Dim, c.HiddenDim, c.NLayers, c.NHeads, c.NKvHeads, vocabulary, c.MaxSeqLen];
        int[] numbers = Version == 0 ? sizes : [Magic, Version, .. sizes];
        byte[] bytes = new byte[Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), numbers[i]);
        }

        if (Version > 0)
        {
            bytes[numbers.Length * sizeof(int)] = c.TieWeights ? (byte)1 : (byte)0;
        }

        return bytes;
    }

    private void Check(FileStream file)
    {
        try
        {
            Config.Validate();
        }
        catch (DataException e)
        {
            throw new DataException($"{file.Name} is no llama2.c checkpoint, or its header is damaged: {e.Message}", e);
        }

        double expected = Length + (sizeof(float) * (Config.ParameterCount + Angles)); // in double: sizes of a damaged header overflow nothing
        if (file.Length != expected)
        {
            throw new DataException(FormattableString.Invariant(
                $"{file.Name} is no llama2.c checkpoint, or is cut off: a {(Version == 0 ? "legacy" : "version 1")} header of these sizes asks for {expected:N0} bytes, the file has {file.Length:N0}."));
        }
    }

    private static int Int32(Span<byte> head, int index) => BinaryPrimitives.ReadInt32LittleEndian(head[(index * sizeof(int))..]);
}
