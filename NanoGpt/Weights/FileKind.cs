using System.Buffers.Binary;
using System.Text;

namespace NanoGpt;

/// <summary>What the first bytes of a file give it away as.</summary>
public enum FileKind
{
    /// <summary>Nothing that is known here.</summary>
    Unknown,

    /// <summary>llm.c: a GPT-2's parameters.</summary>
    LlmcModel,

    /// <summary>llm.c: a batch with the logits, loss and gradients that PyTorch has for it.</summary>
    LlmcState,

    /// <summary>llm.c: the byte strings of GPT-2's tokens.</summary>
    LlmcTokenizer,

    /// <summary>llm.c: tokens of 16 bits.</summary>
    LlmcTokens,

    /// <summary>llm.c: tokens of 32 bits, for Llama 3.</summary>
    LlmcWideTokens,

    /// <summary>llm.c: HellaSwag as tokens.</summary>
    LlmcEval,

    /// <summary>llm.c: AdamW's moments and the place in the data.</summary>
    LlmcTrainState,

    /// <summary>llama2.c: a Llama's parameters, version 1 or 2.</summary>
    Llama2c,

    /// <summary>A safetensors file: Hugging Face's, or a checkpoint of ours.</summary>
    SafeTensors,

    /// <summary>PyTorch's own format: a zip archive with a pickle in it.</summary>
    PyTorch,

    /// <summary>llama.cpp's format.</summary>
    Gguf,

    /// <summary>An array of numpy's.</summary>
    NumPy,
}

/// <summary>Recognises files, so that a message can say what somebody gave by mistake.</summary>
public static class FileKinds
{
    private const int Enough = 9;

    private static readonly (int Magic, FileKind Kind, string Name)[] Magics =
    [
        (LlmcHeader.ModelMagic, FileKind.LlmcModel, "a model of llm.c"),
        (LlmcHeader.StateMagic, FileKind.LlmcState, "a debug state of llm.c"),
        (20240328, FileKind.LlmcTokenizer, "a tokenizer of llm.c"),
        (LlmcHeader.TokensMagic, FileKind.LlmcTokens, "tokens of llm.c"),
        (LlmcHeader.WideTokensMagic, FileKind.LlmcWideTokens, "tokens of llm.c for Llama 3"),
        (20240522, FileKind.LlmcEval, "evaluation data of llm.c"),
        (20240527, FileKind.LlmcTrainState, "a training state of llm.c"),
        (Llama2cHeader.Magic, FileKind.Llama2c, "a Llama-style model of llama2.c"),
        (0x04034b50, FileKind.PyTorch, "a PyTorch file, a pickle, which can run code when it is read"),
        (0x46554747, FileKind.Gguf, "a GGUF file of llama.cpp"),
        (NumPyHeader.Magic, FileKind.NumPy, "an array of numpy"),
    ];

    /// <summary>Looks at the first bytes.</summary>
    /// <exception cref="DataException">The file cannot be opened.</exception>
    public static FileKind Of(string path)
    {
        Span<byte> head = stackalloc byte[Enough];
        using var file = InputFile.OpenRead(path);
        int length = file.ReadAtLeast(head, Enough, throwOnEndOfStream: false);
        int magic = length >= sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(head) : 0;
        return Magics.FirstOrDefault(known => known.Magic == magic) is { Name: not null } found ? found.Kind
            : length == Enough && head[^1] == '{' ? FileKind.SafeTensors
            : FileKind.Unknown;
    }

    /// <summary>What a file seems to be, in words.</summary>
    /// <exception cref="DataException">The file cannot be opened.</exception>
    public static string Describe(string path)
    {
        var kind = Of(path);
        return kind switch
        {
            FileKind.SafeTensors => "a safetensors file",
            FileKind.Unknown when new FileInfo(path).Length == 0 => "empty",
            FileKind.Unknown when IsText(path) => "a text",
            FileKind.Unknown => "of a kind that is not known here",
            _ => Magics.First(known => known.Kind == kind).Name,
        };
    }

    private static bool IsText(string path)
    {
        Span<byte> head = stackalloc byte[256];
        using var file = InputFile.OpenRead(path);
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        string text = Encoding.UTF8.GetString(head);
        return head.Length > 0 && text.TrimEnd('\uFFFD').All(c => c != '\uFFFD' && (!char.IsControl(c) || char.IsWhiteSpace(c)));
    }
}
