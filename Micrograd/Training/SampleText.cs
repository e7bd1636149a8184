namespace Micrograd;

/// <summary>What a model writes while it is trained.</summary>
public static class SampleText
{
    /// <summary>A text that the model wrote, with a bar before each line: nobody takes it for a report.</summary>
    public static string Indented(int step, string text) =>
        FormattableString.Invariant($"sample after {step} steps:\n  | {text.Trim('\n').ReplaceLineEndings("\n  | ")}");
}
