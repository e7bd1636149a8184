namespace NanoGpt;

/// <summary>Changes what a transformer's weights do not decide: the context, which can be shortened as by nanoGPT's crop_block_size, and dropout.</summary>
internal static class ModelRebuild
{
    /// <summary>
    /// A model with the same weights: of a GPT's table of positions the first stay, the others go; a Llama has none. The old model is
    /// given up, its memory goes tensor by tensor.
    /// </summary>
    /// <param name="model">What was trained; a bigram model is returned as it is, it has neither.</param>
    /// <param name="blockSize">A context that is as long or shorter.</param>
    /// <param name="dropout">Share of activations dropped; null: as it is.</param>
    public static LanguageModel With(LanguageModel model, int blockSize, float? dropout = null)
    {
        using var noGrad = Tensor.NoGrad();
        using var scope = Tensor.Scope();
        using var skip = Init.Skip();
        LanguageModel rebuilt = model switch
        {
            Gpt { Config: var shape } when shape.BlockSize != blockSize || shape.Dropout != (dropout ?? shape.Dropout) =>
                new Gpt(shape with { BlockSize = blockSize, Dropout = dropout ?? shape.Dropout }, new TorchGenerator(), model.Device),
            Llama { Config: var shape } when shape.MaxSeqLen != blockSize || shape.Dropout != (dropout ?? shape.Dropout) =>
                new Llama(shape with { MaxSeqLen = blockSize, Dropout = dropout ?? shape.Dropout }, new TorchGenerator(), model.Device),
            _ => model,
        };
        foreach (var ((_, from), (_, to)) in model.NamedParameters.Zip(rebuilt.NamedParameters).Where(pair => pair.First.Tensor != pair.Second.Tensor))
        {
            to.Assign(from.Data[..to.Shape[0]]);
            from.Free();
        }

        return rebuilt;
    }
}
