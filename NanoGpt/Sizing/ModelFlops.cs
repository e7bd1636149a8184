namespace NanoGpt;

/// <summary>Floating-point operations of training, as papers count them: a multiplication and an addition are two.</summary>
public static class ModelFlops
{
    /// <summary>
    /// PaLM's estimate (Chowdhery et al. 2022, appendix B) for one token, forward and backward: 6·N + 12·L·H·Q·T. Each of the N
    /// parameters is used in a multiply-add forward and two backward; the second term is attention's products of queries, keys and values.
    /// </summary>
    /// <param name="parameters">N, without the position embeddings, which multiply nothing.</param>
    /// <param name="layers">L.</param>
    /// <param name="channels">H·Q: heads times channels of a head.</param>
    /// <param name="context">T.</param>
    public static double PerToken(long parameters, int layers, int channels, int context) => (6.0 * parameters) + (12.0 * layers * channels * context);

    /// <summary>The same for a model that is trained; null: a table of what follows what, which multiplies nothing.</summary>
    public static double? PerToken(LanguageModel model) => model switch
    {
        Gpt gpt => PerToken(gpt.NonPositionParameterCount, gpt.Config.NLayer, gpt.Config.NEmbd, gpt.BlockSize),
        Llama llama => PerToken(llama.NonPositionParameterCount, llama.Config.NLayers, llama.Config.Dim, llama.BlockSize),
        _ => null,
    };
}
