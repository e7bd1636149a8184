using System.IO.Compression;
using System.Text.Json;

namespace NanoGpt;

/// <summary>A beginning and four ways to go on, one of which is right (Zellers et al. 2019, HellaSwag).</summary>
/// <param name="Context">The beginning.</param>
/// <param name="Endings">The four.</param>
/// <param name="Label">The number of the right one, from 0.</param>
public sealed record HellaSwagTask(string Context, IReadOnlyList<string> Endings, int Label)
{
    /// <summary>Endings of a task.</summary>
    public const int Choices = 4;

    private const int LinesOfTask = Choices + 2;

    /// <summary>
    /// Reads tasks: the authors' lines of JSON (ctx, label, endings), or a text of six lines a task (context, label, endings);
    /// either may be packed by gzip.
    /// </summary>
    /// <exception cref="DataException">The file is missing or damaged.</exception>
    public static IReadOnlyList<HellaSwagTask> Read(string path)
    {
        string[] lines = Unpacked(path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var tasks = new List<HellaSwagTask>();
        bool json = lines is [['{', ..], ..];
        for (int i = 0; i < lines.Length; i += json ? 1 : LinesOfTask)
        {
            var task = json ? FromJson(lines[i]) : FromLines(lines.AsSpan(i, Math.Min(LinesOfTask, lines.Length - i)));
            tasks.Add(task ?? throw new DataException(
                $"{path}, line {i + 1}: here is no task; expected {(json ? "JSON with ctx, label and four endings" : "six lines: a context, a label from 0 to 3, and four endings")}."));
        }

        return tasks.Count > 0 ? tasks : throw new DataException($"{path} has no tasks.");
    }

    private static string Unpacked(string path)
    {
        byte[] bytes = InputFile.ReadAllBytes(path);
        if (bytes is not [0x1F, 0x8B, ..])
        {
            return InputFile.ReadAllText(path);
        }

        try
        {
            using var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
            return reader.ReadToEnd();
        }
        catch (InvalidDataException e)
        {
            throw new DataException($"{path} is damaged: it cannot be unpacked ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private static HellaSwagTask? FromLines(ReadOnlySpan<string> lines) =>
        lines.Length == LinesOfTask && int.TryParse(lines[1], out int label) && label is >= 0 and < Choices
            ? new HellaSwagTask(lines[0].TrimEnd('\r'), [.. lines[2..].ToArray().Select(line => line.TrimEnd('\r'))], label)
            : null;

    private static HellaSwagTask? FromJson(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            string[] endings = [.. json.RootElement.GetProperty("endings").EnumerateArray().Select(ending => ending.GetString()!)];
            int label = json.RootElement.GetProperty("label").GetInt32();
            return endings.Length == Choices && label is >= 0 and < Choices ? new HellaSwagTask(json.RootElement.GetProperty("ctx").GetString()!, endings, label) : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
