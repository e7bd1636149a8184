namespace NanoGpt;

/// <summary>One comparison of the check.</summary>
/// <param name="Name">What is compared.</param>
/// <param name="Count">How many numbers.</param>
/// <param name="Worst">The largest difference.</param>
/// <param name="ShareOfAllowed">The largest difference in terms of what is allowed; 1 is the limit.</param>
internal readonly record struct CheckRow(string Name, long Count, double Worst, double ShareOfAllowed)
{
    public bool IsOk => ShareOfAllowed < 1; // false for NaN too
}

/// <summary>llm.c's check of an implementation: does it compute what PyTorch does, forward, backward and in training?</summary>
/// <param name="model">The model; training changes it.</param>
/// <param name="state">The batch and PyTorch's results; read once, from front to back.</param>
/// <param name="paddedVocabSize">Rows of the token table in the file.</param>
/// <param name="thresholds">What is allowed.</param>
internal sealed class LlmcCheck(Gpt model, LlmcState state, int paddedVocabSize, CheckThresholds thresholds)
{
    private readonly Tensor x = Tensor.From(state.Tokens, [state.BatchSize, state.Length], model.Device);
    private readonly Tensor y = Tensor.From(state.Targets, [state.BatchSize, state.Length], model.Device);

    /// <summary>Compares logits, loss and the sixteen gradients.</summary>
    public IEnumerable<CheckRow> Compare()
    {
        var logits = model.Forward(x); // (B, T, V)
        yield return Row("logits", [(logits.ToFloats(), state.ReadFloats(logits.Count))], _ => thresholds.Logits);
        model.ZeroGrad();
        var loss = F.CrossEntropy(logits, y);
        yield return Row("loss", [([(float)loss.Item()], state.ReadFloats(1))], _ => thresholds.Loss);
        loss.Backward();
        var parameters = model.NamedParameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Tensor);
        foreach (var kind in GptLayout.Of(model.Config))
        {
            yield return Row("d" + kind.Symbol, kind.Names.Select(name => (parameters[name].Grad!.ToFloats(), state.ReadFloats(kind.Count))), expected => thresholds.ForGradient(kind.Symbol, expected));
            if (kind.Symbol == "wte")
            {
                state.Skip((long)(paddedVocabSize - model.VocabSize) * model.Config.NEmbd);
            }
        }
    }

    /// <summary>The batch and the model, to train.</summary>
    public CheckTraining Training(CheckRun run) => new(model, x, y, run);

    private static CheckRow Row(string name, IEnumerable<(float[] Ours, float[] Expected)> parts, Func<double, double> allowed)
    {
        double worst = 0, share = 0;
        long count = 0;
        foreach (var (ours, expected) in parts)
        {
            for (int i = 0; i < ours.Length; i++)
            {
                double difference = Math.Abs((double)ours[i] - expected[i]);
                worst = Math.Max(worst, difference); // Math.Max hands a NaN on
                share = Math.Max(share, difference / allowed(expected[i]));
            }

            count += ours.Length;
        }

        return new CheckRow(name, count, worst, share);
    }
}
