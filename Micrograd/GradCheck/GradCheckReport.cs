using System.Text;

namespace Micrograd;

/// <summary>One entry of a gradient, analytic beside numeric.</summary>
/// <param name="Input">Name of the input.</param>
/// <param name="Index">Index of the entry, one number for each axis.</param>
/// <param name="Analytic">The gradient under test.</param>
/// <param name="Numeric">The gradient by differences.</param>
/// <param name="NumericError">How far the numeric gradient may be off.</param>
public sealed record GradCheckEntry(string Input, int[] Index, double Analytic, double Numeric, double NumericError)
{
    /// <summary>Analytic / numeric; a constant ratio over many entries is a missing factor.</summary>
    public double Ratio => Analytic / Numeric;

    /// <summary>The difference in units of the tolerance; above 1 it is (numeric error aside) a mistake.</summary>
    public double Excess { get; init; }
}

/// <summary>What a gradient check found.</summary>
public sealed record GradCheckReport
{
    /// <summary>The line above the diagnoses in <see cref="ToString"/>.</summary>
    public const string DiagnosisHead = "Diagnosis";

    /// <summary>Name of the function.</summary>
    public required string Name { get; init; }

    /// <summary>What is wrong, a sentence each; empty if the check passed.</summary>
    public required IReadOnlyList<string> Failures { get; init; }

    /// <summary>Which mistakes this looks like, best guess first; empty if the check passed.</summary>
    public required IReadOnlyList<Diagnosis> Diagnoses { get; init; }

    /// <summary>Whether the gradient is right.</summary>
    public bool Passed => Failures.Count == 0;

    /// <summary>Entries of all inputs that were compared.</summary>
    public int Compared { get; init; }

    /// <summary>
    /// Entries that were skipped because they sit at a kink. Where the analytic gradient is the mean of the slopes to both sides (0 for
    /// |x| at 0), it agrees with the central difference and counts as compared.
    /// </summary>
    public int Skipped { get; init; }

    /// <summary>Names of the inputs that were said not to be differentiable.</summary>
    public IReadOnlyList<string> NotChecked { get; init; } = [];

    /// <summary>Up to five entries with the largest difference, the worst first.</summary>
    public IReadOnlyList<GradCheckEntry> Worst { get; init; } = [];

    /// <summary>The entries of the worst input as characters, one line a row; null if all agree.</summary>
    public string? ErrorMap { get; init; }

    /// <summary>The Jacobian of the worst input as characters; null if all agree or if it is large.</summary>
    public string? JacobianMap { get; init; }

    /// <summary>The report as text, to be read by a person.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        string notChecked = NotChecked.Count > 0 ? $", not checked: {string.Join(", ", NotChecked)}" : "";
        text.AppendLine(
            $"Gradient check of {Name}: {(Passed ? "passed" : "FAILED")} ({Compared} entries compared, {Skipped} skipped at kinks{notChecked})");
        foreach (string failure in Failures)
        {
            text.AppendLine($"  {failure}");
        }

        if (Passed)
        {
            return text.ToString();
        }

        if (Diagnoses.Count > 0)
        {
            text.AppendLine(DiagnosisHead);
        }

        foreach (Diagnosis diagnosis in Diagnoses)
        {
            text.AppendLine($"  {diagnosis.Sentence}");
        }

        if (Worst.Count > 0)
        {
            text.AppendLine($"{"Worst entries",-20} {"analytic",14} {"numeric",14} {"ratio",10} {"numeric error",14}");
        }

        foreach (GradCheckEntry entry in Worst)
        {
            text.AppendLine(
                $"  {Grid.Entry(entry.Input, entry.Index),-18} {entry.Analytic,14:g7} {entry.Numeric,14:g7} {entry.Ratio,10:g5} {entry.NumericError,14:0.0e-0}");
        }

        text.Append(ErrorMap).Append(JacobianMap);
        return text.ToString();
    }
}
