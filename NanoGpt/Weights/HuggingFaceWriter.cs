using System.Text;

namespace NanoGpt;

/// <summary>Writes a GPT as Hugging Face's save_pretrained does: config.json and model.safetensors, which transformers load as a GPT2LMHeadModel.</summary>
public static class HuggingFaceWriter
{
    /// <summary>Writes both files; each appears whole or not at all.</summary>
    /// <param name="model">The model. Biases that it does without are written as zeros, since transformers ask for them.</param>
    /// <param name="characters">What its tokens stand for, if known.</param>
    /// <param name="path">A folder; or the path of a .safetensors file, which gets a config.json beside it.</param>
    /// <exception cref="DataException">transformers have no such model, or a file cannot be written.</exception>
    public static void Write(Gpt model, string? characters, string path)
    {
        var config = model.Config;
        if (config.HeadBias)
        {
            throw new DataException("This model cannot be exported to safetensors: its output layer has a bias, which no GPT-2 of Hugging Face's has. Train with --head-bias false.");
        }

        string weights = path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? path : Path.Combine(path, WeightFiles.SingleName);
        string folder = Path.GetDirectoryName(Path.GetFullPath(weights))!;
        var parameters = model.NamedParameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Tensor);
        var writer = new SafeTensorsWriter { Metadata = { ["format"] = "pt" } }; // transformers refuse a file without it
        foreach (var kind in GptLayout.Of(config))
        {
            foreach (string name in kind.Names)
            {
                writer.Add(name, kind.HuggingFaceShape, () => kind.IsConv1D ? Transposed(parameters[name]) : GptLayout.Values(parameters, name, kind));
            }
        }

        if (!config.TieWeights)
        {
            var head = parameters[HuggingFaceWeights.Head];
            writer.Add(HuggingFaceWeights.Head, head.Shape, head.ToFloats);
        }

        writer.Save(weights);
        byte[] json = Encoding.UTF8.GetBytes(HuggingFaceConfig.Write(config, characters));
        AtomicFile.Write(Path.Combine(folder, HuggingFaceConfig.FileName), stream => stream.Write(json));
    }

    private static float[] Transposed(Tensor parameter)
    {
        using var noGrad = Tensor.NoGrad();
        using var scope = Tensor.Scope();
        return parameter.T.ToFloats();
    }
}
