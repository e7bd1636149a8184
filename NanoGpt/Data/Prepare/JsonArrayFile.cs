using System.Text;
using System.Text.Json;

namespace NanoGpt;

/// <summary>A JSON array of objects, each with a document's text, as TinyStories' files are.</summary>
/// <param name="path">The file.</param>
/// <param name="recipe">Which property has the text.</param>
/// <param name="shuffleSeed">Shuffles the records as llm.c's tinystories.py does, by Python's random; null: their own order. Shuffled, all are in the memory at once.</param>
internal sealed class JsonArrayFile(string path, Recipe recipe, int? shuffleSeed) : DocumentFile(path)
{
    private const int BatchRecords = 500;

    private readonly Lazy<long> count = new(() => Records(path).LongCount());

    /// <inheritdoc/>
    public override long Length => count.Value;

    /// <summary>Whether a file begins like an array; else it has lines of objects.</summary>
    /// <exception cref="DataException">It cannot be opened.</exception>
    public static bool IsOne(string path)
    {
        using var file = InputFile.OpenRead(path);
        int first;
        do
        {
            first = file.ReadByte();
        }
        while (first is ' ' or '\t' or '\r' or '\n' || ByteOrderMark.Contains((byte)first));

        return first == '[';
    }

    /// <inheritdoc/>
    public override IEnumerable<DocumentBatch> Read(long from, long cut)
    {
        var batch = new List<JsonElement>();
        long start = from, number = 0;
        foreach (var record in InOrder())
        {
            if (number++ < from)
            {
                continue;
            }

            batch.Add(record);
            if (batch.Count == BatchRecords || number == cut)
            {
                yield return Batch(batch, start);
                (batch, start) = ([], number);
            }
        }

        if (batch.Count > 0)
        {
            yield return Batch(batch, start);
        }
    }

    private IEnumerable<JsonElement> InOrder()
    {
        if (shuffleSeed is not { } seed)
        {
            return Records(Path);
        }

        var all = Records(Path).ToList();
        new PythonRandom(seed).Shuffle(all);
        return all;
    }

    private DocumentBatch Batch(List<JsonElement> records, long start) => new(start, start + records.Count, () =>
        [.. records.Select((record, i) => FromJson(Encoding.UTF8.GetBytes(record.GetRawText()), recipe, $"{Path}, record {start + i}"))]);

    private static IEnumerable<JsonElement> Records(string path)
    {
        using var file = InputFile.OpenRead(path);
        using var records = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(file, JsonSerializerOptions.Default).ToBlockingEnumerable().GetEnumerator();
        while (true)
        {
            try
            {
                if (!records.MoveNext())
                {
                    yield break;
                }
            }
            catch (JsonException e)
            {
                throw new DataException($"{path} is not JSON: {e.Message.Split(" Path:")[0].TrimEnd('.')}, line {e.LineNumber + 1}.", e);
            }

            yield return records.Current;
        }
    }
}
