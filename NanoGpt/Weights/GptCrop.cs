namespace NanoGpt;

/// <summary>Changes what a model's weights do not decide: the context, which can be shortened as by nanoGPT's crop_block_size, and dropout.</summary>
internal static class GptCrop
{
    /// <summary>A model with the same weights and fewer positions: the first positions' embeddings stay, the others go.</summary>
    public static Gpt Crop(Gpt model, int blockSize) => Rebuild(model, model.Config with { BlockSize = blockSize });

    /// <summary>A model with the same weights and another configuration. The old one is given up: its memory goes, tensor by tensor.</summary>
    /// <param name="model">What was trained.</param>
    /// <param name="config">Its shape, but for a context that is as long or shorter.</param>
    /// <param name="dropoutSeed">Where the dropout masks come from.</param>
    public static Gpt Rebuild(Gpt model, GptConfig config, uint dropoutSeed = 1337)
    {
        using var noGrad = Tensor.NoGrad();
        using var scope = Tensor.Scope();
        using var skip = Init.Skip();
        var rebuilt = new Gpt(config, new TorchGenerator(), model.Device, dropoutSeed);
        foreach (var ((_, from), (_, to)) in model.NamedParameters.Zip(rebuilt.NamedParameters))
        {
            to.Assign(from.Data[..to.Shape[0]]);
            from.Free();
        }

        return rebuilt;
    }
}
