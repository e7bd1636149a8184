namespace Micrograd;

/// <summary>
/// 1 - x^2 for tanh, where 1 - y^2 belongs. Asked backwards: if the gradient is right once the function's value is handed over in
/// place of the input, then the formula is the right one, written in terms of y.
/// </summary>
internal sealed class InputForOutputPattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e) =>
        e.Differs && e.Shape.SequenceEqual(e.OutputShape) && e.RightIf(e.With(e.InputIndex, e.Outputs), e.Upstream)
            ? e.Finding(MistakeKind.InputForOutput,
                $"the gradient is right if {e.Name} is replaced by the output y: this derivative is written in terms of y "
                + "(tanh: 1 - y^2, sigmoid: y (1 - y), exp: y) and was given the input.")
            : null;
}
