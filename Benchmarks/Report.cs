using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Benchmarks;

/// <summary>Writes measured rows to files, with the machine and the date: as JSON for programs, as Markdown for people.</summary>
public static class Report
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The date and the machine, as a file's name without its ending: <c>2026-11-26-amd-epyc</c>.</summary>
    public static string FileName
    {
        get
        {
            var words = Machine.Here.Processor.ToLowerInvariant().Split(' ', '(', ')', '@', '/').Where(word => word is not ("" or "r" or "tm" or "processor" or "cpu"));
            return $"{DateTime.UtcNow:yyyy-MM-dd}-{string.Join('-', words)}";
        }
    }

    /// <summary>Makes sure that a file's folder is there, before anything is measured.</summary>
    /// <exception cref="DataException">It is not, and cannot be made.</exception>
    public static void Require(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path} could not be written: {e.Message}", e);
        }
    }

    /// <summary>Writes the rows as JSON.</summary>
    public static void WriteJson(string path, IReadOnlyList<Row> rows)
    {
        var report = new
        {
            date = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'"),
            machine = Machine.Here,
            rows = rows.Select(row => new
            {
                name = row.Name,
                threads = row.Threads,
                secondsMedian = row.Times.Ours.Median,
                secondsLow = row.Times.Ours.Low,
                secondsHigh = row.Times.Ours.High,
                peer = row.Peer,
                peerSecondsMedian = row.Times.Peer?.Median,
                timesAsFast = row.Times.Speedup,
                unit = row.Work?.Unit,
                speed = row.Speed / row.Work?.UnitSize,
                limit = row.Times.Limit / 1e9,
                peakBytes = row.PeakBytes,
                largestError = row.LargestError,
            }),
        };
        Write(path, JsonSerializer.Serialize(report, Options));
    }

    /// <summary>Writes the rows as a Markdown table.</summary>
    public static void WriteMarkdown(string path, IReadOnlyList<Row> rows)
    {
        var text = new StringBuilder();
        text.AppendLine($"{Machine.Here}; {DateTime.UtcNow:yyyy-MM-dd}.").AppendLine();
        text.AppendLine($"| {string.Join(" | ", Table.Titles)} |");
        text.AppendLine($"|{string.Concat(Table.Titles.Select((_, i) => i is 0 or 4 ? " --- |" : " ---: |"))}");
        foreach (var row in rows)
        {
            text.AppendLine($"| {string.Join(" | ", Table.Cells(row))} |");
        }

        Write(path, text.ToString());
    }

    private static void Write(string path, string text) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.TrimEnd() + "\n")));
}
