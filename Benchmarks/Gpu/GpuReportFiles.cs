using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Benchmarks;

/// <summary>Writes reports as Markdown for people and JSON for programs.</summary>
internal static class GpuReportFiles
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes both files.</summary>
    /// <param name="path">Their path without the ending.</param>
    /// <param name="reports">One for each device.</param>
    public static void Write(string path, IReadOnlyList<GpuReport> reports)
    {
        AtomicFile.Write($"{path}.json", stream => JsonSerializer.Serialize(stream, reports, Json));
        AtomicFile.Write($"{path}.md", stream => stream.Write(Encoding.UTF8.GetBytes(string.Join("\n", reports.Select(Markdown)))));
    }

    private static string Markdown(GpuReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {report.Description}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Device}; {report.Machine}; {report.Date:yyyy-MM-dd}. Everything is {(report.Passed ? "right" : "NOT right")}.").AppendLine();
        foreach (string failure in report.Failures)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"FAILED: {OneLine(failure)}").AppendLine();
        }

        if (report.Limits is { } limits)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Measured limits: copy {limits.CopyBytesPerSecond / 1e9:N1} GB/s, float multiply-add {limits.FlopsPerSecond / 1e9:N0} GFLOP/s.").AppendLine();
        }

        if (report.Training is { } training)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"A short training run ({training.Losses.Length} steps of the default preset): losses within {training.LargestDifference:e1} of the processor's, {training.TokensPerSecond:N0} tokens/s.").AppendLine();
        }

        if (report.Gpt2 is { } gpt2)
        {
            text.AppendLine(gpt2.Ours).AppendLine();
            gpt2.Peers.ForEach(peer => text.AppendLine(CultureInfo.InvariantCulture, $"- {OneLine(gpt2.Beside(peer))}"));
            text.AppendLine();
        }

        text.AppendLine("## Checks").AppendLine().AppendLine("| kind | checked | right | nearest to its limit (1 = what rounding explains) |").AppendLine("| --- | ---: | ---: | --- |");
        foreach (var kind in report.Checks.GroupBy(check => check.Kind))
        {
            var worst = kind.MaxBy(check => double.IsNaN(check.Difference) ? double.PositiveInfinity : check.Difference)!;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {kind.Key} | {kind.Count()} | {kind.Count(check => check.Passed)} | {worst.Name}: {worst.Difference:N3} |");
        }

        text.AppendLine().AppendLine("| kind | what | largest difference / allowed | where |").AppendLine("| --- | --- | ---: | --- |");
        foreach (var check in report.Checks)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {check.Kind} | {check.Name} | {check.Difference:N3} | {OneLine(check.Detail)} |");
        }

        text.AppendLine().AppendLine("## Ladders").AppendLine().AppendLine("| job | shape | version | ms | GFLOP/s | GB/s | of the limit |").AppendLine("| --- | --- | --- | ---: | ---: | ---: | ---: |");
        foreach (var time in report.Times)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {time.Ladder} | {string.Join(" x ", time.Shape)} | {time.Version} | {1e3 * time.Seconds:N3} | {time.FlopsPerSecond / 1e9:N0} | {time.BytesPerSecond / 1e9:N1} | {100 * time.ShareOfLimit:N0} % |");
        }

        if (report.PeerLines.Count > 0)
        {
            text.AppendLine().AppendLine("## PyTorch's kernels").AppendLine();
            report.PeerLines.ForEach(line => text.AppendLine(CultureInfo.InvariantCulture, $"    {line}"));
        }

        return text.ToString();
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
