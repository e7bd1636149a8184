using System.Runtime.InteropServices;

namespace NanoGpt;

/// <summary>
/// llm.c's debug state: a batch, and what PyTorch has for it. After the header with B and T come the tokens and the targets
/// (B, T) of I32, the logits (B, T, V) and the loss as floats, and the gradients in the order of a model file.
/// </summary>
internal sealed class LlmcState : IDisposable
{
    private const int Version = 2;

    private readonly string path;
    private readonly FileStream file;

    private LlmcState(string path, FileStream file, LlmcHeader header, GptConfig config, int paddedVocabSize)
    {
        this.path = path;
        this.file = file;
        (BatchSize, Length) = (header[2], header[3]);
        if (BatchSize < 1 || Length < 1 || Length > config.BlockSize)
        {
            throw new DataException($"{path}: its header says {BatchSize} x {Length} tokens; the model's context is {config.BlockSize}. The two do not belong together, or the file is damaged.");
        }

        var positions = (Int128)BatchSize * Length;
        var numbers = (2 * positions) + (positions * config.VocabSize) + 1 + GptLayout.CountNumbers(config, paddedVocabSize);
        var expected = LlmcHeader.Bytes + (sizeof(float) * numbers);
        if (file.Length != expected)
        {
            throw new DataException(FormattableString.Invariant(
                $"{path}: {BatchSize} x {Length} tokens and the gradients of this model make {expected} bytes; the file has {file.Length}. It belongs to another model, or is cut off."));
        }

        Tokens = ReadTokens("tokens", config.VocabSize);
        Targets = ReadTokens("targets", config.VocabSize);
    }

    /// <summary>B.</summary>
    public int BatchSize { get; }

    /// <summary>T.</summary>
    public int Length { get; }

    /// <summary>(B, T).</summary>
    public int[] Tokens { get; }

    /// <summary>(B, T).</summary>
    public int[] Targets { get; }

    /// <summary>Opens a state and checks that it belongs to a model of these sizes.</summary>
    /// <exception cref="DataException">It is missing, cut off, damaged, something else, or another model's.</exception>
    public static LlmcState Open(string path, GptConfig config, int paddedVocabSize)
    {
        var (file, header) = LlmcHeader.Open(path, LlmcHeader.StateMagic, "a debug state of llm.c", Version);
        try
        {
            return new LlmcState(path, file, header, config, paddedVocabSize);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The next numbers: the logits, the loss, then each gradient.</summary>
    public float[] ReadFloats(int count) => Read<float>(count);

    /// <summary>Passes over numbers: the gradients of rows that no token uses.</summary>
    public void Skip(long count) => file.Position += sizeof(float) * count;

    public void Dispose() => file.Dispose();

    private int[] ReadTokens(string what, int vocabSize)
    {
        int[] tokens = Read<int>(BatchSize * Length);
        return tokens.AsSpan().IndexOfAnyExceptInRange(0, vocabSize - 1) is >= 0 and int wrong
            ? throw new DataException($"{path}: number {wrong} of its {what} is {tokens[wrong]}, beyond the vocabulary of {vocabSize}; the file is damaged.")
            : tokens;
    }

    private T[] Read<T>(int count)
        where T : unmanaged
    {
        var values = new T[count];
        try
        {
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }
        catch (IOException e)
        {
            throw new DataException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
