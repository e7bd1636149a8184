using System.Text.Json;

namespace NanoGpt;

/// <summary>The training at the end of a check: AdamW's settings, and the losses that PyTorch has with them.</summary>
/// <param name="LearningRate">Constant.</param>
/// <param name="Beta1">Decay of the gradient's mean.</param>
/// <param name="Beta2">Decay of the mean of its square.</param>
/// <param name="Eps">Keeps the division finite.</param>
/// <param name="WeightDecay">Of every parameter.</param>
/// <param name="ClipNorm">Largest norm of the gradient.</param>
/// <param name="Losses">Before each step; empty: nobody knows them.</param>
/// <param name="Tolerance">How far ours may be from them.</param>
/// <param name="Source">Where all that comes from.</param>
internal sealed record CheckRun(
    double LearningRate, double Beta1, double Beta2, double Eps, double WeightDecay, double ClipNorm, IReadOnlyList<double> Losses, double Tolerance, string Source)
{
    private const double BFloat16Tolerance = 0.05;
    private const double FileTolerance = 1e-4;
    private const long Gpt2Parameters = 124_439_808;

    /// <summary>test_gpt2.c, for floats. The losses are those of GPT-2 124M on the first 4 x 64 tokens of tiny Shakespeare's validation part.</summary>
    private static readonly CheckRun LlmcFloat = new(
        1e-4, 0.9, 0.999, 1e-8, 0.01, double.PositiveInfinity,
        [5.270007133483887, 4.059706687927246, 3.3751230239868164, 2.8007826805114746, 2.315382242202759, 1.8490285873413086, 1.3946564197540283, 0.9991465210914612, 0.6240804195404053, 0.37651097774505615],
        1e-2, "llm.c's test_gpt2.c");

    /// <summary>test_gpt2.cu, for bfloat16.</summary>
    private static readonly CheckRun LlmcBFloat16 = new(
        1e-4, 0.9, 0.95, 1e-8, 0, 1,
        [5.270009, 4.060681, 3.320085, 2.717550, 2.181066, 1.653923, 1.168050, 0.736873, 0.401021, 0.187493],
        BFloat16Tolerance, "llm.c's test_gpt2.cu");

    /// <summary>llm.c's training; its losses are known for GPT-2 124M only.</summary>
    public static CheckRun Llmc(bool bfloat16, long parameterCount)
    {
        var run = bfloat16 ? LlmcBFloat16 : LlmcFloat;
        return parameterCount == Gpt2Parameters ? run : run with { Losses = [] };
    }

    /// <summary>
    /// A training from a JSON file: <c>{"adamw": {"lr", "betas", "eps", "weight_decay_all_params", "clip_grad_norm", "losses"}}</c>.
    /// </summary>
    /// <exception cref="DataException">The file is missing, or has no such thing.</exception>
    public static CheckRun FromFile(string path, bool bfloat16)
    {
        try
        {
            using var json = JsonDocument.Parse(InputFile.ReadAllText(path));
            var adamw = json.RootElement.GetProperty("adamw");
            var betas = adamw.GetProperty("betas");
            double Number(string name) => adamw.GetProperty(name).GetDouble();
            return new CheckRun(
                Number("lr"), betas[0].GetDouble(), betas[1].GetDouble(), Number("eps"), Number("weight_decay_all_params"), Number("clip_grad_norm"),
                [.. adamw.GetProperty("losses").EnumerateArray().Select(loss => loss.GetDouble())], bfloat16 ? BFloat16Tolerance : FileTolerance, path);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            throw new DataException($"{path} does not say how to train: expected JSON with \"adamw\": {{ lr, betas, eps, weight_decay_all_params, clip_grad_norm, losses }} ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
