using System.Text.Json;
using System.Text.Json.Nodes;
using NanoGpt;

namespace Tests;

/// <summary>The seeded GPT-2 of 2 layers under ZEROTOHERO_DATA, in every format, and what PyTorch computed for it.</summary>
internal static class TinyGpt2
{
    public const string Folder = "gpt2-tiny-debug";
    public const string InfoFile = Folder + "/info.json";
    public const string SafeTensors = Folder + "/model.safetensors";
    public const string Gradients = Folder + "/grads.safetensors";
    public const string Llmc = Folder + "/gpt2_tiny.bin";
    public const string LlmcBFloat16 = Folder + "/gpt2_tiny_bf16.bin";
    public const string State = Folder + "/gpt2_tiny_debug_state.bin";

    public static JsonElement Info { get; } = TestData.Missing([InfoFile]) is null ? JsonDocument.Parse(File.ReadAllText(TestData.File(InfoFile))).RootElement : default;

    public static double Loss => Info.GetProperty("loss").GetDouble();

    public static double[] Losses => Doubles(Info.GetProperty("adamw").GetProperty("losses"));

    /// <summary>The characters that its tokens stand for.</summary>
    public static string Characters => Info.GetProperty("vocab").GetString()!;

    /// <summary>Opens it through one of the loaders.</summary>
    public static ModelSource Open(string loader, TemporaryFolder folder) => ModelSource.Open(loader switch
    {
        "llmc" => TestData.File(Llmc),
        "llmc-bf16" => TestData.File(LlmcBFloat16),
        "safetensors" => HuggingFaceFolder(folder),
        _ => throw new ArgumentException(loader),
    });

    /// <summary>A folder with the safetensors file and a config.json.</summary>
    public static string HuggingFaceFolder(TemporaryFolder folder, Action<JsonObject>? change = null)
    {
        var config = (JsonObject)JsonNode.Parse(Info.GetProperty("config").GetRawText())!;
        change?.Invoke(config);
        string path = Directory.CreateDirectory(folder.File("hf")).FullName;
        File.WriteAllText(Path.Combine(path, "config.json"), config.ToJsonString());
        File.Copy(TestData.File(SafeTensors), Path.Combine(path, "model.safetensors"), overwrite: true);
        return path;
    }

    /// <summary>The batch x or y: (4, 32).</summary>
    public static int[] Batch(string name) => [.. Info.GetProperty(name).EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(id => id.GetInt32())];

    public static Tensor Tokens(string name, Device device) => Tensor.From(Batch(name), [4, 32], device);

    /// <summary>The batch as a row of 129 tokens: its windows lie side by side in tiny Shakespeare.</summary>
    public static int[] Row => [.. Batch("x"), Batch("y")[^1]];

    /// <summary>A text of 1,290 characters with all 65 in it, whose last tenth is the batch.</summary>
    public static string Text
    {
        get
        {
            string row = new([.. Row.Select(id => Characters[id])]);
            return string.Concat(Enumerable.Repeat(Characters, 18))[..(9 * row.Length)] + row;
        }
    }

    public static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    /// <summary>Every weight in bits, by name.</summary>
    public static Dictionary<string, int[]> Bits(LanguageModel model) =>
        model.NamedParameters.ToDictionary(parameter => parameter.Name, parameter => Array.ConvertAll(parameter.Tensor.ToFloats(), BitConverter.SingleToInt32Bits));
}
