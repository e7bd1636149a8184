using System.Runtime.InteropServices;

namespace NanoGpt;

/// <summary>
/// A GPT-2 in llm.c's format: a header with the sizes, then the sixteen kinds of tensors one after another, each with all
/// its layers. Version 3 holds floats, version 5 numbers in bfloat16. The token table has rows to spare, which are skipped.
/// </summary>
public sealed class LlmcSource : ModelSource
{
    internal const int FloatVersion = 3;
    internal const int BFloat16Version = 5;

    private readonly FileStream file;
    private readonly LlmcHeader header;

    private LlmcSource(string path, FileStream file, LlmcHeader header)
    {
        this.file = file;
        this.header = header;
        Path = path;
        (string Name, int Size)[] sizes = [("context", header[2]), ("vocabulary", header[3]), ("layers", header[4]), ("heads", header[5]), ("channels", header[6])];
        foreach (var (name, size) in sizes)
        {
            Require(size >= 1, $"{name} {size}, which must be at least 1");
        }

        Require(header[6] % header[5] == 0, $"{header[6]} channels for {header[5]} heads, which do not divide them");
        PaddedVocabSize = header[7];
        Require(PaddedVocabSize >= header[3], $"a vocabulary of {header[3]} padded to {PaddedVocabSize}, which is less");
        Config = new GptConfig
        {
            BlockSize = header[2],
            VocabSize = header[3],
            NLayer = header[4],
            NHead = header[5],
            NEmbd = header[6],
            Activation = Activation.GeluTanh,
        };
        var expected = LlmcHeader.Bytes + (GptLayout.CountNumbers(Config, PaddedVocabSize) * (IsBFloat16 ? sizeof(ushort) : sizeof(float)));
        Require(file.Length == expected, FormattableString.Invariant($"{SizesInWords(Config)}, which make a file of {expected} bytes; this one has {file.Length}"));
    }

    /// <summary>The path that was opened.</summary>
    public string Path { get; }

    /// <summary>The shape of the model.</summary>
    public GptConfig Config { get; }

    /// <inheritdoc/>
    public override string Description => $"{Path}: llm.c, version {header.Version} ({(IsBFloat16 ? "bf16" : "fp32")}), {SizesInWords(Config)}";

    /// <inheritdoc/>
    public override int BlockSize => Config.BlockSize;

    /// <inheritdoc/>
    public override int VocabSize => Config.VocabSize;

    /// <inheritdoc/>
    public override int PaddedVocabSize { get; }

    /// <inheritdoc/>
    public override bool IsBFloat16 => header.Version == BFloat16Version;

    /// <summary>Opens a file and checks that its sizes fit it.</summary>
    /// <exception cref="DataException">It is missing, cut off, damaged, or something else.</exception>
    public static LlmcSource Open(string path)
    {
        var (file, header) = LlmcHeader.Open(path, LlmcHeader.ModelMagic, "a model of llm.c", FloatVersion, BFloat16Version);
        try
        {
            return new LlmcSource(path, file, header);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override TrainConfig Follow(TrainConfig config) => Follow(config, Config);

    /// <inheritdoc/>
    public override void Dispose() => file.Dispose();

    /// <inheritdoc/>
    protected override LanguageModel LoadModel(Device device)
    {
        var model = CreateGpt(Config, device);
        var parameters = model.NamedParameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Tensor);
        file.Position = LlmcHeader.Bytes;
        foreach (var kind in GptLayout.Of(Config))
        {
            foreach (string name in kind.Names)
            {
                float[] values = ReadNumbers(parameters[name].Count);
                FiniteNumbers.Require(values, Path, name);
                parameters[name].Assign(values);
            }

            if (kind.Symbol == "wte")
            {
                long spare = (long)(PaddedVocabSize - VocabSize) * Config.NEmbd;
                file.Position += spare * (IsBFloat16 ? sizeof(ushort) : sizeof(float));
            }
        }

        return model;
    }

    private float[] ReadNumbers(int count)
    {
        try
        {
            var values = new float[count];
            if (!IsBFloat16)
            {
                file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
                return values;
            }

            var halves = new ushort[count];
            file.ReadExactly(MemoryMarshal.AsBytes(halves.AsSpan()));
            for (int i = 0; i < count; i++)
            {
                values[i] = BFloat16.ToSingle(halves[i]);
            }

            return values;
        }
        catch (IOException e)
        {
            throw new DataException($"{Path} cannot be read: {e.Message}", e);
        }
    }

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new DataException($"{Path}: its header says {what}. The file is cut off or damaged: fetch or write it again.");
        }
    }
}
