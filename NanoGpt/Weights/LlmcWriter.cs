using System.Runtime.InteropServices;

namespace NanoGpt;

/// <summary>Writes a GPT in llm.c's format, to be read by llm.c's programs or by <see cref="LlmcSource"/>, without a change in any bit.</summary>
internal static class LlmcWriter
{
    /// <summary>Writes the file; it appears whole or not at all.</summary>
    /// <param name="model">A GPT-2: GELU by tanh, and the output layer tied to the token table.</param>
    /// <param name="path">Where to.</param>
    /// <param name="bfloat16">Version 5, with half the bytes; else version 3.</param>
    /// <exception cref="DataException">llm.c would compute something else with these weights, or the file cannot be written.</exception>
    public static void Write(Gpt model, string path, bool bfloat16)
    {
        var config = model.Config;
        RequireGpt2(config);
        int padded = GptLayout.Padded(config.VocabSize);
        var parameters = model.NamedParameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Tensor);
        int version = bfloat16 ? LlmcSource.BFloat16Version : LlmcSource.FloatVersion;
        var header = new LlmcHeader(LlmcHeader.ModelMagic, version, config.BlockSize, config.VocabSize, config.NLayer, config.NHead, config.NEmbd, padded);
        AtomicFile.Write(path, stream =>
        {
            header.Write(stream);
            foreach (var kind in GptLayout.Of(config))
            {
                foreach (string name in kind.Names)
                {
                    WriteNumbers(stream, GptLayout.Values(parameters, name, kind), bfloat16);
                }

                if (kind.Symbol == "wte")
                {
                    WriteNumbers(stream, new float[(padded - config.VocabSize) * config.NEmbd], bfloat16);
                }
            }
        });
    }

    private static void WriteNumbers(Stream stream, float[] values, bool bfloat16) => stream.Write(bfloat16
        ? MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(values, BFloat16.FromSingle))
        : MemoryMarshal.AsBytes(values.AsSpan()));

    private static void RequireGpt2(GptConfig config)
    {
        string? problem = config.Activation != Activation.GeluTanh
                ? $"llm.c computes GELU by tanh, this model was trained with {config.Activation}: train with --activation gelu-tanh"
            : !config.TieWeights || config.HeadBias
                ? "llm.c's output layer is the token table, without a bias; this model has an output layer of its own: train with --tie-weights true --head-bias false"
            : null;
        if (problem is not null)
        {
            throw new DataException($"This model cannot be exported to llm.c. {problem}, or export to safetensors.");
        }
    }
}
