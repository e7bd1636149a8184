using System.Runtime.InteropServices;
using NanoGpt;

namespace Tests;

/// <summary>Writes llama2.c's checkpoints, for the tests that read them: export.py's order, written down a second time.</summary>
internal static class Llama2cWriting
{
    public static byte[] Bytes(Llama model, int version)
    {
        var c = model.Config;
        var p = model.NamedParameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Tensor.ToFloats());
        int[] sizes = [c.Dim, c.HiddenDim, c.NLayers, c.NHeads, c.NKvHeads, version == 0 && !c.TieWeights ? -c.VocabSize : c.VocabSize, c.MaxSeqLen];
        var floats = new List<float>();
        void All(Func<int, IEnumerable<float>> layer) => floats.AddRange(Enumerable.Range(0, c.NLayers).SelectMany(layer));
        float[] Qkv(int i) => p[$"layers.{i}.attention.wqkv.weight"];
        int queries = c.Dim * c.Dim, keys = c.Dim * c.NKvHeads * c.HeadSize;
        void Attention()
        {
            All(i => Qkv(i).Take(queries));
            All(i => Qkv(i).Skip(queries).Take(keys));
            All(i => Qkv(i).Skip(queries + keys));
            All(i => p[$"layers.{i}.attention.wo.weight"]);
        }

        void Mlp()
        {
            foreach (string name in new[] { "w1", "w2", "w3" })
            {
                All(i => p[$"layers.{i}.feed_forward.{name}.weight"]);
            }
        }

        if (version == 0)
        {
            floats.AddRange(p["tok_embeddings.weight"]);
            All(i => p[$"layers.{i}.attention_norm.weight"]);
            Attention();
            All(i => p[$"layers.{i}.ffn_norm.weight"]);
            Mlp();
            floats.AddRange(p["norm.weight"]);
            floats.AddRange(Enumerable.Repeat(7f, c.MaxSeqLen * c.HeadSize)); // the angles, which nobody reads
        }
        else
        {
            All(i => p[$"layers.{i}.attention_norm.weight"]);
            All(i => p[$"layers.{i}.ffn_norm.weight"]);
            floats.AddRange(p["norm.weight"]);
            floats.AddRange(p["tok_embeddings.weight"]);
            Attention();
            Mlp();
        }

        if (!c.TieWeights)
        {
            floats.AddRange(p["output.weight"]);
        }

        var header = new byte[version == 0 ? 28 : 256];
        int[] numbers = version == 0 ? sizes : [Llama2cHeader.Magic, version, .. sizes];
        MemoryMarshal.AsBytes(numbers.AsSpan()).CopyTo(header);
        if (version == 1)
        {
            header[36] = c.TieWeights ? (byte)1 : (byte)0;
        }

        return [.. header, .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(floats))];
    }
}
