using MinBpe;

namespace NanoGpt;

/// <summary>A document, or a part of a long one.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Begins">Whether the document begins here.</param>
/// <param name="Ends">Whether it ends here.</param>
internal readonly record struct Document(string Text, bool Begins = true, bool Ends = true);

/// <summary>Documents that lie side by side in a file.</summary>
/// <param name="From">Where they begin, in the file's units.</param>
/// <param name="To">Where the next ones begin.</param>
/// <param name="Parse">Makes them of what was read; may be called on any thread.</param>
internal sealed record DocumentBatch(long From, long To, Func<IReadOnlyList<Document>> Parse);

/// <summary>A file of documents. Reading can begin at any place where a batch ended.</summary>
/// <param name="path">The file.</param>
internal abstract class DocumentFile(string path)
{
    /// <summary>About how many bytes make a batch: enough that handing it to a thread does not show.</summary>
    protected const int BatchBytes = 1 << 20;

    /// <summary>With which some programs begin a file in UTF-8; it is no part of the text.</summary>
    protected static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private static readonly string[] PackedExtensions = [".gz", ".zst", ".xz", ".bz2", ".zip", ".7z", ".tar", ".tgz"];

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Its length in its units: bytes of a text or of lines, records of an array, rows of a table.</summary>
    public abstract long Length { get; }

    /// <summary>Reads documents.</summary>
    /// <param name="from">Where to begin: 0, or where a batch ended.</param>
    /// <param name="cut">A place near which one batch must end and another begin.</param>
    /// <exception cref="DataException">The file is damaged.</exception>
    public abstract IEnumerable<DocumentBatch> Read(long from, long cut);

    /// <summary>Opens a file as its name says: .parquet, .jsonl, .json, or a text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="recipe">Which property or column has the text.</param>
    /// <param name="cutNear">Where a text can be cut; null: nowhere.</param>
    /// <param name="shuffleSeed">For the order of an array's records; null: the file's.</param>
    /// <exception cref="DataException">It is missing, damaged, or packed.</exception>
    public static DocumentFile Open(string path, Recipe recipe, CutNear? cutNear, int? shuffleSeed)
    {
        string extension = System.IO.Path.GetExtension(path).ToLowerInvariant();
        if (PackedExtensions.Contains(extension))
        {
            throw new DataException($"{path} is packed: unpack it first, and name what was in it.");
        }

        using (InputFile.OpenRead(path))
        {
            // missing files and folders are refused here, with a sentence
        }

        return extension switch
        {
            ".parquet" => new ParquetFile(path, recipe),
            ".jsonl" or ".ndjson" => new JsonLinesFile(path, recipe),
            ".json" => JsonArrayFile.IsOne(path) ? new JsonArrayFile(path, recipe, shuffleSeed) : new JsonLinesFile(path, recipe),
            _ => new PlainTextFile(path, recipe.Strip, cutNear),
        };
    }

    /// <summary>The text of a JSON object, under one of the recipe's names.</summary>
    /// <exception cref="DataException">It has none.</exception>
    protected static Document FromJson(ReadOnlySpan<byte> json, Recipe recipe, string where)
    {
        try
        {
            string text = JsonLine.Text(json, recipe.Fields);
            return new Document(recipe.Strip ? text.Trim() : text);
        }
        catch (TokenizerException e)
        {
            throw new DataException($"{where}: {e.Message}", e);
        }
    }
}
