using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NanoGpt;

/// <summary>Hugging Face's config.json: the sizes of a GPT-2 and what it computes. What we cannot compute is refused by name.</summary>
internal static class HuggingFaceConfig
{
    public const string FileName = "config.json";

    private const int MaxSize = 1 << 24;
    private const double Epsilon = 1e-5;
    private const int Gpt2EndOfText = 50256;

    /// <summary>A key of ours, which others pass over: the characters that the tokens stand for.</summary>
    private const string CharactersKey = "characters";

    private static readonly (string Name, Activation Activation)[] Activations =
    [
        ("gelu_new", Activation.GeluTanh), // the first of each kind is what we write
        ("gelu_pytorch_tanh", Activation.GeluTanh),
        ("gelu_fast", Activation.GeluTanh),
        ("gelu", Activation.GeluErf),
        ("relu", Activation.Relu),
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a file.</summary>
    /// <returns>The model's shape, and its characters where we wrote them.</returns>
    /// <exception cref="DataException">It is missing, no JSON, or describes another model than a GPT-2.</exception>
    public static (GptConfig Config, string? Characters) Read(string path)
    {
        JsonObject json;
        try
        {
            json = JsonNode.Parse(InputFile.ReadAllText(path)) as JsonObject ?? throw new DataException($"{path} is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw new DataException($"{path} is not valid JSON: {e.Message}", e);
        }

        RequireSame(json, path, "model_type", JsonValue.Create("gpt2"), required: true);
        RequireSame(json, path, "layer_norm_epsilon", JsonValue.Create(Epsilon));
        RequireSame(json, path, "scale_attn_weights", JsonValue.Create(true));
        RequireSame(json, path, "scale_attn_by_inverse_layer_idx", JsonValue.Create(false));
        RequireSame(json, path, "add_cross_attention", JsonValue.Create(false));
        int channels = Size(json, path, "n_embd");
        if (json["n_inner"] is not null)
        {
            RequireSame(json, path, "n_inner", JsonValue.Create(4 * channels));
        }

        var config = new GptConfig
        {
            NLayer = Size(json, path, "n_layer"),
            NHead = Size(json, path, "n_head"),
            NEmbd = channels,
            BlockSize = Size(json, path, "n_positions"),
            VocabSize = Size(json, path, "vocab_size"),
            Activation = ActivationOf(json, path),
            TieWeights = Read(json, path, "tie_word_embeddings", true),
        };
        if (config.NEmbd % config.NHead != 0)
        {
            throw new DataException($"{path}: n_embd {config.NEmbd} is not divisible by n_head {config.NHead}: every head gets an equal share of the channels.");
        }

        return (config, Read<string?>(json, path, CharactersKey, null));
    }

    /// <summary>The text of the file for a model, with what Hugging Face's transformers need to build a GPT2LMHeadModel.</summary>
    public static string Write(GptConfig config, string? characters)
    {
        JsonNode? endOfText = config.VocabSize > Gpt2EndOfText ? Gpt2EndOfText : null;
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray("GPT2LMHeadModel"),
            ["model_type"] = "gpt2",
            ["n_layer"] = config.NLayer,
            ["n_head"] = config.NHead,
            ["n_embd"] = config.NEmbd,
            ["n_inner"] = null,
            ["n_positions"] = config.BlockSize,
            ["vocab_size"] = config.VocabSize,
            ["activation_function"] = Activations.First(known => known.Activation == config.Activation).Name,
            ["layer_norm_epsilon"] = Epsilon,
            ["initializer_range"] = 0.02,
            ["attn_pdrop"] = Fraction(config.Dropout),
            ["embd_pdrop"] = Fraction(config.Dropout),
            ["resid_pdrop"] = Fraction(config.Dropout),
            ["scale_attn_weights"] = true,
            ["tie_word_embeddings"] = config.TieWeights,
            ["bos_token_id"] = endOfText,
            ["eos_token_id"] = endOfText?.DeepClone(),
            ["torch_dtype"] = "float32",
            ["use_cache"] = true,
        };
        if (characters is not null)
        {
            json[CharactersKey] = characters;
        }

        return json.ToJsonString(Indented) + "\n";
    }

    /// <summary>With a point in it: some versions of transformers take 0 for a whole number and refuse it.</summary>
    private static JsonNode? Fraction(float value) => JsonNode.Parse(value.ToString("0.0#######", CultureInfo.InvariantCulture));

    private static int Size(JsonObject json, string path, string key)
    {
        int size = Read(json, path, key, 0);
        return size is >= 1 and <= MaxSize ? size : throw new DataException(
            $"{path}: {key} is {json[key]?.ToJsonString() ?? "missing"}; it must be a whole number from 1 to {MaxSize}.");
    }

    private static Activation ActivationOf(JsonObject json, string path)
    {
        string name = Read(json, path, "activation_function", Activations[0].Name);
        return Activations.FirstOrDefault(known => known.Name == name) is { Name: not null } found ? found.Activation : throw new DataException(
            $"{path}: activation_function is {name}; only {string.Join(", ", Activations.Select(known => known.Name))} can be computed.");
    }

    private static void RequireSame(JsonObject json, string path, string key, JsonNode expected, bool required = false)
    {
        if (json[key] is { } found ? !JsonNode.DeepEquals(found, expected) && !SameNumber(found, expected) : required)
        {
            throw new DataException($"{path}: {key} is {json[key]?.ToJsonString() ?? "missing"}; only a model with {expected.ToJsonString()} can be loaded.");
        }
    }

    /// <summary>0.00001 and 1e-05 are the same.</summary>
    private static bool SameNumber(JsonNode a, JsonNode b) =>
        a is JsonValue x && b is JsonValue y && x.TryGetValue(out double left) && y.TryGetValue(out double right) && left == right;

    private static T Read<T>(JsonObject json, string path, string key, T otherwise)
    {
        if (json[key] is not { } node)
        {
            return otherwise;
        }

        return node is JsonValue value && value.TryGetValue(out T? found)
            ? found
            : throw new DataException($"{path}: {key} is {node.ToJsonString()}, expected {Wanted(typeof(T))}.");
    }

    private static string Wanted(Type type) => type == typeof(int) ? "a whole number" : type == typeof(bool) ? "true or false" : type == typeof(string) ? "a text" : "a number";
}
