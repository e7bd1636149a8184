namespace NanoGpt;

/// <summary>Shortens a model's context, as nanoGPT's crop_block_size: the first positions' embeddings stay, the others go.</summary>
internal static class GptCrop
{
    /// <summary>A model with the same weights and fewer positions.</summary>
    public static Gpt Crop(Gpt model, int blockSize)
    {
        using var noGrad = Tensor.NoGrad();
        using var scope = Tensor.Scope();
        using var skip = Init.Skip();
        var cropped = new Gpt(model.Config with { BlockSize = blockSize }, new TorchGenerator(), model.Device);
        foreach (var ((_, from), (_, to)) in model.NamedParameters.Zip(cropped.NamedParameters))
        {
            to.Assign(from.Data[..to.Shape[0]]);
        }

        return cropped;
    }
}
