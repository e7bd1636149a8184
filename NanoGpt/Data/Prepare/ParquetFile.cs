using Parquet;
using Parquet.Schema;

namespace NanoGpt;

/// <summary>A Parquet table with a document's text in each row. One group of rows is in the memory at a time.</summary>
internal sealed class ParquetFile : DocumentFile
{
    private const int BatchCharacters = BatchBytes;

    private readonly Recipe recipe;
    private readonly int[] rowsOf; // each group

    /// <summary>Opens a table.</summary>
    /// <exception cref="DataException">It is no Parquet file, damaged, or has no column of texts.</exception>
    public ParquetFile(string path, Recipe recipe)
        : base(path)
    {
        this.recipe = recipe;
        rowsOf = Open((reader, _) => Enumerable.Range(0, reader.RowGroupCount).Select(group =>
        {
            using var rows = reader.OpenRowGroupReader(group);
            return (int)rows.RowCount;
        }).ToArray());
    }

    /// <inheritdoc/>
    public override long Length => rowsOf.Sum(rows => (long)rows);

    /// <inheritdoc/>
    public override IEnumerable<DocumentBatch> Read(long from, long cut)
    {
        long first = 0;
        for (int group = 0; group < rowsOf.Length; first += rowsOf[group++])
        {
            if (first + rowsOf[group] <= from)
            {
                continue;
            }

            string?[] texts = ReadGroup(group);
            int start = (int)Math.Max(0, from - first), characters = 0;
            for (int row = start; row < texts.Length; row++)
            {
                characters += texts[row]?.Length ?? 0;
                if (characters >= BatchCharacters || row == texts.Length - 1 || first + row + 1 == cut)
                {
                    var batch = new ArraySegment<string?>(texts, start, row + 1 - start);
                    long number = first + start;
                    yield return new DocumentBatch(number, first + row + 1, () => Parse(batch, number));
                    (start, characters) = (row + 1, 0);
                }
            }
        }
    }

    private List<Document> Parse(IEnumerable<string?> texts, long first) =>
    [
        .. texts.Select((text, i) => text is null
            ? throw new DataException($"{Path}: row {first + i} has no text.")
            : new Document(recipe.Strip ? text.Trim() : text)),
    ];

    private string?[] ReadGroup(int group) => Open((reader, column) =>
    {
        using var rows = reader.OpenRowGroupReader(group);
        var texts = new string?[rows.RowCount];
        rows.ReadAsync(column, texts.AsMemory()).AsTask().GetAwaiter().GetResult();
        return texts;
    });

    private T Open<T>(Func<ParquetReader, DataField, T> read)
    {
        using var file = InputFile.OpenRead(Path);
        try
        {
            var reader = ParquetReader.CreateAsync(file).GetAwaiter().GetResult();
            try
            {
                var fields = reader.Schema.DataFields;
                var column = recipe.Fields.Select(name => fields.FirstOrDefault(field => field.Name == name && !field.ClrType.IsPrimitive)).FirstOrDefault(field => field is not null);
                return column is null
                    ? throw new DataException($"{Path} has no column of texts named {string.Join(" or ", recipe.Fields)}; it has {string.Join(", ", fields.Select(field => field.Name))}.")
                    : read(reader, column);
            }
            finally
            {
                reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        }
        catch (Exception e) when (e is not DataException and not OutOfMemoryException)
        {
            // the library throws many kinds at bytes that are no table
            throw new DataException($"{Path} is no Parquet file, or a damaged one: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
