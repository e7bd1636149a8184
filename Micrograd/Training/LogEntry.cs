using System.Text.Json;

namespace Micrograd;

/// <summary>A line of <c>log.jsonl</c>.</summary>
/// <param name="Line">The text.</param>
/// <param name="Step">The step.</param>
/// <param name="Loss">The batch's loss; of an evaluation, the training loss.</param>
/// <param name="ValLoss">The validation loss of an evaluation; null: a step.</param>
public sealed record LogEntry(string Line, int Step, double Loss, double? ValLoss)
{
    /// <summary>Whether this is an evaluation, not a step.</summary>
    public bool IsEvaluation => ValLoss is not null;

    /// <summary>All lines of a log. One that cannot be read (the last one, of a run that was killed) is left out.</summary>
    public static IEnumerable<LogEntry> ReadAll(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (Parse(line) is { } entry)
            {
                yield return entry;
            }
        }
    }

    private static LogEntry? Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            int step = root.GetProperty("step").GetInt32();
            return root.TryGetProperty("val_loss", out var val)
                ? new LogEntry(line, step, root.GetProperty("train_loss").GetDouble(), val.GetDouble())
                : new LogEntry(line, step, root.GetProperty("loss").GetDouble(), null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
