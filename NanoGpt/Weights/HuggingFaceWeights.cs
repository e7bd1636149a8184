namespace NanoGpt;

/// <summary>
/// GPT-2's weights as Hugging Face publishes them: safetensors under GPT-2's names, with or without the prefix
/// <c>transformer.</c>, and the blocks' linear layers stored as (in, out), the transpose of ours. The causal masks that old
/// files hold too (<c>attn.bias</c>, <c>attn.masked_bias</c>) are no weights, and nobody asks for them.
/// </summary>
internal static class HuggingFaceWeights
{
    public const string Prefix = "transformer.";
    public const string Head = "lm_head.weight";

    /// <summary>Makes sure that the files have every tensor of a model, in the right shape; reads headers only.</summary>
    /// <exception cref="DataException">A tensor is missing, has another shape, or does not hold fractions.</exception>
    public static void Check(GptConfig config, WeightFiles files)
    {
        if (config.NLayer > files.Count)
        {
            throw new DataException($"{files.Path} has {files.Count} tensors, too few for the {config.NLayer} layers in {HuggingFaceConfig.FileName}. Do the two belong together?");
        }

        foreach (var kind in GptLayout.Of(config))
        {
            foreach (string name in kind.Names)
            {
                CheckTensor(files, name, kind.HuggingFaceShape, rowsToSpare: kind.Symbol == "wte");
            }
        }

        if (!config.TieWeights)
        {
            CheckTensor(files, Head, [config.VocabSize, config.NEmbd], rowsToSpare: true);
        }
    }

    /// <summary>Overwrites the model's parameters with numbers that <see cref="Check"/> has seen.</summary>
    /// <exception cref="DataException">A file cannot be read, or a number is not finite.</exception>
    public static void Load(Gpt model, WeightFiles files)
    {
        var conv1D = GptLayout.Of(model.Config).Where(kind => kind.IsConv1D).SelectMany(kind => kind.Names).ToHashSet();
        using var noGrad = Tensor.NoGrad();
        foreach (var (name, parameter) in model.NamedParameters)
        {
            using var scope = Tensor.Scope();
            float[] values = files.ReadFloats(KeyOf(name, files)!);
            if (conv1D.Contains(name))
            {
                parameter.Data = Tensor.From(values, [parameter.Shape[1], parameter.Shape[0]], parameter.Device).T;
            }
            else
            {
                parameter.Assign(values.AsSpan(0, parameter.Count)); // a padded table has rows to spare
            }
        }
    }

    private static void CheckTensor(WeightFiles files, string name, int[] expected, bool rowsToSpare)
    {
        string key = KeyOf(name, files) ?? throw new DataException($"{files.Path}: there is no tensor {name} (nor {Bare(name)}); is this a GPT-2 in Hugging Face's format, and whole?");
        var tensor = files[key];
        bool fits = tensor.Shape.SequenceEqual(expected) || (rowsToSpare && tensor.Shape.Count == 2 && tensor.Shape[0] > expected[0] && tensor.Shape[1] == expected[1]);
        if (!fits)
        {
            throw new DataException(
                $"{files.PathOf(key)}: {key} has shape {Shapes.Format([.. tensor.Shape])}, the model expects {Shapes.Format(expected)}. Do the sizes in {HuggingFaceConfig.FileName} belong to this file?");
        }

        if (!tensor.HasFractions)
        {
            throw new DataException($"{files.PathOf(key)}: {key} holds whole numbers ({tensor.Type}), where weights are expected.");
        }
    }

    private static string? KeyOf(string name, WeightFiles files) =>
        files.Contains(name) ? name : files.Contains(Bare(name)) ? Bare(name) : null;

    private static string Bare(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
}
