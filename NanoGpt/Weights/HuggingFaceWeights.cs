namespace NanoGpt;

/// <summary>
/// GPT-2's weights as Hugging Face publishes them: safetensors under GPT-2's names, with or without the prefix
/// <c>transformer.</c>, and the linear layers stored as (in, out), the transpose of ours.
/// </summary>
public static class HuggingFaceWeights
{
    private const string Prefix = "transformer.";

    private static readonly string[] StoredTransposed = ["attn.c_attn.weight", "attn.c_proj.weight", "mlp.c_fc.weight", "mlp.c_proj.weight"];

    /// <summary>Overwrites the model's parameters with the file's.</summary>
    /// <exception cref="DataException">A tensor is missing or has another shape; the model is then unchanged.</exception>
    public static void Load(Gpt model, SafeTensorsFile file)
    {
        var found = model.NamedParameters.Select(parameter => (parameter.Name, parameter.Tensor, Key: KeyOf(parameter.Name, file))).ToList();
        foreach (var (name, parameter, key) in found)
        {
            int[] expected = IsTransposed(name) ? [parameter.Shape[1], parameter.Shape[0]] : parameter.Shape.ToArray();
            int[] stored = [.. file[key].Shape];
            if (!stored.SequenceEqual(expected))
            {
                throw new DataException($"{file.Path}: {key} has shape {Shapes.Format(stored)}, the model expects {Shapes.Format(expected)}. Do the sizes in config.json belong to this file?");
            }
        }

        using var noGrad = Tensor.NoGrad();
        foreach (var (name, parameter, key) in found)
        {
            int[] stored = IsTransposed(name) ? [parameter.Shape[1], parameter.Shape[0]] : parameter.Shape.ToArray();
            var value = Tensor.From(file.ReadFloats(key), stored, parameter.Device);
            parameter.Data = IsTransposed(name) ? value.T : value;
        }
    }

    private static bool IsTransposed(string name) => StoredTransposed.Any(name.EndsWith);

    private static string KeyOf(string name, SafeTensorsFile file)
    {
        string bare = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        return file.Contains(name) ? name
            : file.Contains(bare) ? bare
            : throw new DataException($"{file.Path}: there is no tensor {name} (nor {bare}); is this a GPT-2 in Hugging Face's format?");
    }
}
