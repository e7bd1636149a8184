using System.Runtime.InteropServices;

namespace NanoGpt;

/// <summary>
/// The head of every file of llm.c: 256 whole numbers of 32 bits, little-endian. The first is the file's kind, the second the
/// version of the format, the others what that kind has to say.
/// </summary>
internal sealed class LlmcHeader
{
    public const int ModelMagic = 20240326;
    public const int StateMagic = 20240327;
    public const int TokensMagic = 20240520;
    public const int WideTokensMagic = 20240801;
    public const int Numbers = 256;
    public const int Bytes = Numbers * sizeof(int);

    private readonly int[] numbers = new int[Numbers];

    /// <summary>A header to write: kind, version, and the sizes after them; the rest is zeros.</summary>
    public LlmcHeader(int magic, int version, params ReadOnlySpan<int> sizes)
    {
        numbers[0] = magic;
        numbers[1] = version;
        sizes.CopyTo(numbers.AsSpan(2));
    }

    private LlmcHeader()
    {
    }

    public int this[int index] => numbers[index];

    public int Version => numbers[1];

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="DataException">It cannot be opened, is too short, of another kind or of another version.</exception>
    public static (FileStream File, LlmcHeader Header) Open(string path, int magic, string what, params int[] versions)
    {
        var file = InputFile.OpenRead(path);
        try
        {
            var header = new LlmcHeader();
            int read = file.ReadAtLeast(MemoryMarshal.AsBytes(header.numbers.AsSpan()), Bytes, throwOnEndOfStream: false);
            if (read >= sizeof(int) ? header[0] != magic : file.Length > 0)
            {
                throw new DataException($"{path} is not {what}: its magic number is {header[0]}, not {magic}. It seems to be {FileKinds.Describe(path)}.");
            }

            if (read < Bytes)
            {
                throw new DataException($"{path} is cut off: it has {file.Length} bytes, fewer than the {Bytes} of its header. Fetch or write it again.");
            }

            return versions.Contains(header.Version) ? (file, header) : throw new DataException(
                $"{path} is {what}, but of version {header.Version}; this program reads version {string.Join(" and ", versions)}. "
                + (header.Version < versions[0] ? "Write it again with today's train_gpt2.py of llm.c." : "It is newer than this program, or damaged."));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes the header at the beginning of a file.</summary>
    public void Write(Stream stream) => stream.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
}
