using System.Text.Json;
using System.Text.Json.Nodes;
using NanoGpt;

namespace Tests;

/// <summary>Folders as Hugging Face's transformers write them.</summary>
public sealed class HuggingFaceTests : IDisposable
{
    private const string HfTiny = "hf-tiny-gpt2";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [DataTheory(HfTiny + "/config.json", HfTiny + "/model.safetensors", HfTiny + "/expected.json")]
    [OnReference]
    [OnCpu]
    [OnOpenCl]
    public void A_model_that_transformers_wrote_gives_PyTorchs_logits(string deviceName)
    {
        var expected = JsonDocument.Parse(File.ReadAllText(TestData.File(HfTiny + "/expected.json"))).RootElement;
        int[] ids = [.. expected.GetProperty("input_ids").EnumerateArray().Select(id => id.GetInt32())];
        using var source = ModelSource.Open(TestData.File(HfTiny));
        var model = source.Load(TestDevices.Get(deviceName));
        double[] logits = model.Forward(Tensor.From(ids, [1, ids.Length], model.Device)).ToDoubles(); // (1, 21, 21)
        using var file = SafeTensorsFile.Open(TestData.File(HfTiny + "/model.safetensors"));
        double[] wte = file.ReadDoubles("wte.weight"); // (21, 2)
        int position = 0;
        foreach (var state in expected.GetProperty("last_hidden_state").EnumerateArray())
        {
            double[] hidden = TinyGpt2.Doubles(state);
            for (int v = 0; v < ids.Length; v++)
            {
                Assert.Equal((hidden[0] * wte[2 * v]) + (hidden[1] * wte[(2 * v) + 1]), logits[(position * ids.Length) + v], 1e-4);
            }

            position++;
        }

        double[] last = TinyGpt2.Doubles(expected.GetProperty("tied_logits_last"));
        Assert.Equal((ids.Length, ids.Length), (position, last.Length));
        Assert.All(last.Zip(logits[^ids.Length..]), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [DataFact(TinyGpt2.InfoFile, TinyGpt2.SafeTensors)]
    public void Shards_with_an_index_are_one_model()
    {
        string whole = TinyGpt2.HuggingFaceFolder(folder), shards = Directory.CreateDirectory(folder.File("shards")).FullName;
        File.Copy(Path.Combine(whole, "config.json"), Path.Combine(shards, "config.json"));
        var map = new JsonObject();
        using (var file = SafeTensorsFile.Open(Path.Combine(whole, "model.safetensors")))
        {
            foreach (var (half, number) in file.Tensors.Chunk((file.Tensors.Count + 1) / 2).Select((half, i) => (half, i + 1)))
            {
                string name = $"model-0000{number}-of-00002.safetensors";
                var writer = new SafeTensorsWriter();
                foreach (var tensor in half)
                {
                    writer.Add(tensor.Name, [.. tensor.Shape], file.ReadFloats(tensor.Name));
                    map[tensor.Name] = name;
                }

                writer.Save(Path.Combine(shards, name));
            }
        }

        File.WriteAllText(Path.Combine(shards, "model.safetensors.index.json"), new JsonObject { ["weight_map"] = map.DeepClone() }.ToJsonString());
        Assert.Equal(Weights(whole), Weights(shards));

        File.Delete(Path.Combine(shards, "model-00002-of-00002.safetensors"));
        AssertRefused(shards, "model-00002-of-00002.safetensors");
        map["transformer.wte.weight"] = "../elsewhere.safetensors";
        File.WriteAllText(Path.Combine(shards, "model.safetensors.index.json"), new JsonObject { ["weight_map"] = map.DeepClone() }.ToJsonString());
        AssertRefused(shards, "not a file beside it");
        File.WriteAllText(Path.Combine(shards, "model.safetensors.index.json"), "{}");
        AssertRefused(shards, "weight_map");
    }

    [DataFact(TinyGpt2.InfoFile, TinyGpt2.SafeTensors)]
    public void Masks_other_prefixes_and_rows_to_spare_change_nothing()
    {
        string path = TinyGpt2.HuggingFaceFolder(folder);
        var before = Weights(path);
        Rewrite(path, (name, shape, values) => name == "transformer.wte.weight"
            ? ("wte.weight", [shape[0] + 3, shape[1]], [.. values, .. new float[3 * shape[1]]])
            : (name["transformer.".Length..], shape, values), extra: writer =>
        {
            writer.Add("h.0.attn.bias", [1, 1, 32, 32], new byte[32 * 32]);
            writer.Add("h.0.attn.masked_bias", [], new[] { -10000f });
            writer.Add("lm_head.weight", [65, 32], new float[65 * 32]); // tied: not asked for
        });
        Assert.Equal(before, Weights(path));
    }

    [DataFact(TinyGpt2.InfoFile, TinyGpt2.SafeTensors)]
    public void A_context_can_be_cropped_and_only_that()
    {
        using var source = TinyGpt2.Open("safetensors", folder);
        var (whole, cropped) = (source.Load(Device.Cpu), source.Load(Device.Cpu, cropBlockSize: 8));
        Assert.Equal((32, 8), (whole.BlockSize, cropped.BlockSize));
        int[] ids = TinyGpt2.Batch("x")[..8];
        Assert.Equal(whole.Forward(Tensor.From(ids, [1, 8])).ToFloats(), cropped.Forward(Tensor.From(ids, [1, 8])).ToFloats());
        Assert.Contains("at most the model's own, 32", Assert.Throws<DataException>(() => source.Load(Device.Cpu, 33)).Message);
        Assert.Throws<DataException>(() => source.Load(Device.Cpu, 0));
    }

    [DataFact(TinyGpt2.InfoFile, TinyGpt2.SafeTensors)]
    public void The_activation_is_the_configs()
    {
        foreach (var (name, activation) in new[] { ("gelu_new", Activation.GeluTanh), ("gelu", Activation.GeluErf), ("relu", Activation.Relu) })
        {
            using var source = ModelSource.Open(TinyGpt2.HuggingFaceFolder(folder, config => config["activation_function"] = name));
            Assert.Equal(activation, ((Gpt)source.Load(Device.Cpu)).Config.Activation);
        }
    }

    public static TheoryData<string, string, string> Configs => new()
    {
        { "model_type", "\"llama\"", "only a model with \"gpt2\"" },
        { "model_type", "null", "missing" },
        { "activation_function", "\"swish\"", "gelu_new" },
        { "activation_function", "3", "activation_function is 3" },
        { "n_inner", "100", "n_inner is 100" },
        { "layer_norm_epsilon", "0.1", "layer_norm_epsilon is 0.1" },
        { "scale_attn_by_inverse_layer_idx", "true", "only a model with false" },
        { "n_head", "5", "not divisible by n_head 5" },
        { "n_layer", "0", "from 1 to" },
        { "n_layer", "16000000", "too few for the 16000000 layers" },
        { "n_layer", "3", "no tensor transformer.h.2.ln_1.weight" },
        { "n_embd", "2000000000", "from 1 to" },
        { "n_embd", "64", "has shape (65, 32), the model expects (65, 64)" },
        { "vocab_size", "66", "has shape (65, 32), the model expects (66, 32)" },
        { "n_positions", "33", "has shape (32, 32), the model expects (33, 32)" },
        { "characters", $"\"{new string([.. Enumerable.Range(0x100, 66).Select(code => (char)code)])}\"", "66 characters for a vocabulary of 65" },
    };

    [DataTheory(TinyGpt2.InfoFile, TinyGpt2.SafeTensors)]
    [MemberData(nameof(Configs))]
    public void A_config_that_does_not_fit_is_refused_by_name(string key, string value, string part) =>
        AssertRefused(TinyGpt2.HuggingFaceFolder(folder, config => config[key] = JsonNode.Parse(value)), part);

    [DataFact(TinyGpt2.InfoFile, TinyGpt2.SafeTensors)]
    public void Damaged_weights_are_refused()
    {
        string path = TinyGpt2.HuggingFaceFolder(folder), weights = Path.Combine(path, "model.safetensors");
        byte[] good = File.ReadAllBytes(weights);

        Rewrite(path, (name, shape, values) => name.EndsWith("h.1.mlp.c_fc.bias", StringComparison.Ordinal) ? null : (name, shape, values));
        AssertRefused(path, "no tensor transformer.h.1.mlp.c_fc.bias");

        File.WriteAllBytes(weights, good);
        Rewrite(path, (name, shape, values) => (name, name.EndsWith("h.1.mlp.c_fc.weight", StringComparison.Ordinal) ? [shape[1], shape[0]] : shape, values));
        AssertRefused(path, "h.1.mlp.c_fc.weight has shape (128, 32), the model expects (32, 128)");

        File.WriteAllBytes(weights, good);
        Rewrite(path, (name, shape, values) => (name, shape, name.EndsWith("ln_f.bias", StringComparison.Ordinal) ? [.. values[..5], float.NaN, .. values[6..]] : values));
        using (var source = ModelSource.Open(path))
        {
            Assert.Contains("element 5 of tensor transformer.ln_f.bias is NaN", Assert.Throws<DataException>(() => source.Load(Device.Cpu)).Message);
        }

        File.WriteAllBytes(weights, [0, 0, 0, 0, 0, 0, 0, 0x10, .. good[8..]]); // 2^60
        AssertRefused(path, "1152921504606846976 bytes");
        File.WriteAllBytes(weights, good[..50000]);
        AssertRefused(path, "model.safetensors");
        string header = System.Text.Encoding.Latin1.GetString(good).Replace("[384,12672]", "[380,12668]", StringComparison.Ordinal)[..400];
        File.WriteAllBytes(weights, [.. System.Text.Encoding.Latin1.GetBytes(header), .. good[400..]]);
        AssertRefused(path, "overlap");
        File.Delete(weights);
        AssertRefused(path, "neither model.safetensors nor");
        File.WriteAllText(Path.Combine(path, "pytorch_model.bin"), "");
        AssertRefused(path, "pickle");
        File.WriteAllText(Path.Combine(path, "config.json"), "{");
        AssertRefused(path, "not valid JSON");
    }

    private static Dictionary<string, int[]> Weights(string path)
    {
        using var source = ModelSource.Open(path);
        return TinyGpt2.Bits(source.Load(Device.Cpu));
    }

    private static void AssertRefused(string path, string part)
    {
        string message = Assert.Throws<DataException>(() => ModelSource.Open(path)).Message;
        Assert.Contains(part, message);
        Assert.DoesNotContain("\n", message);
    }

    /// <summary>Writes the weights of a folder anew, each changed, renamed or (null) left out.</summary>
    private static void Rewrite(string path, Func<string, int[], float[], (string Name, int[] Shape, float[] Values)?> change, Action<SafeTensorsWriter>? extra = null)
    {
        string weights = Path.Combine(path, "model.safetensors");
        var writer = new SafeTensorsWriter();
        using (var file = SafeTensorsFile.Open(weights))
        {
            foreach (var tensor in file.Tensors)
            {
                if (change(tensor.Name, [.. tensor.Shape], file.ReadFloats(tensor.Name)) is { } changed)
                {
                    writer.Add(changed.Name, changed.Shape, changed.Values);
                }
            }
        }

        extra?.Invoke(writer);
        writer.Save(weights);
    }
}
