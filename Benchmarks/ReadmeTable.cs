using System.Text;

namespace Benchmarks;

/// <summary>The rows of the README's table, and the table in its place between two comments.</summary>
public static class ReadmeTable
{
    private const string Begin = "<!-- benchmarks -->", End = "<!-- /benchmarks -->";

    private static readonly string[] Titles = ["what", "threads", "ours", "peer", "times as fast", "speed", "of the limit"];

    /// <summary>The rows by name, in their order; whether all cores are shown beside one thread.</summary>
    private static readonly (string Name, bool OnAllCores)[] Chosen =
    [
        ("train shakespeare-char-cpu, batch 12", true),
        ("train GPT-2 124M, batch 4 of 64", false),
        ("train makemore's transformer, batch 32", false),
        ("lecture 4, a step of the batch norm MLP", false),
        ("lecture 4, a step of the batch norm MLP, beside PyTorch", false),
        ("lecture 6, a step of the WaveNet", false),
        ("lecture 6, a step of the WaveNet, beside PyTorch", false),
        ("scalars: moons step, tape", false),
        ("scalars: microgpt step, tape", false),
        ("scalars: microgpt step, tape, beside PyTorch", false),
        ("sample GPT-2 124M, greedy", false),
        ("sample stories260K's shape, greedy", false),
        ("matmul 512x512x512 square", true),
        ("matmul 512x512x512 square, beside TensorPrimitives", false),
        ("matmul 512x512x512 square, beside NumSharp", false),
        ("matmul 1024x1024x1024 square", true),
        ("matmul 2048x2048x2048 square", true),
        ("matmul 256x2304x768 GPT-2 qkv", false),
        ("matmul 256x3072x768 GPT-2 mlp up", false),
        ("matmul 256x768x3072 GPT-2 mlp down", false),
        ("matmul 256x50304x768 GPT-2 logits", false),
        ("matmul 256x768x3072 GPT-2 mlp up, dx", false),
        ("matmul 3072x768x256 GPT-2 mlp up, dW", false),
        ("kernel softmax 4096x1024", false),
        ("kernel softmax backward 4096x1024", false),
        ("kernel layer norm 4096x768", false),
        ("kernel layer norm backward 4096x768", false),
        ("kernel gelu 4096x1024", false),
        ("kernel gelu backward 4096x1024", false),
        ("kernel cross entropy 256x50304", false),
        ("kernel cross entropy backward 256x50304", false),
        ("kernel attention 1x1024x768x12", false),
        ("kernel attention backward 1x1024x768x12", false),
        ("kernel AdamW 12000000", false),
        ("exp 4096x1024", false),
        ("tanh 4096x1024", false),
        ("gelu erf 4096x1024", false),
        ("encode cl100k_base, English", false),
        ("encode cl100k_base, Python code", false),
        ("encode cl100k_base, mixed languages", false),
        ("count cl100k_base, English", false),
        ("count cl100k_base, Python code", false),
        ("train 512 tokens on taylorswift.txt", false),
        ("train 32,768 tokens on 8 MB of code", false),
    ];

    /// <summary>The plans that the table shows, in its order.</summary>
    public static List<Plan> Choose(IReadOnlyList<Plan> plans) =>
    [
        .. from chosen in Chosen
           from plan in plans
           where plan.Name == chosen.Name && (plan.Threads == plans.Min(each => each.Threads) || chosen.OnAllCores)
           select plan,
    ];

    /// <summary>Makes sure that a file has a place for the table, before anything is measured.</summary>
    /// <exception cref="DataException">It has none.</exception>
    public static void Require(string path) => Split(path);

    /// <summary>Puts the table into its place in a file.</summary>
    /// <exception cref="DataException">There is no such place, or the file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<Row> rows)
    {
        var (before, after) = Split(path);
        byte[] text = Encoding.UTF8.GetBytes($"{before}{Begin}\n{Markdown(rows)}{End}{after}");
        AtomicFile.Write(path, stream => stream.Write(text));
    }

    private static (string Before, string After) Split(string path)
    {
        string text = InputFile.ReadAllText(path);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal), end = text.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? (text[..begin], text[(end + End.Length)..])
            : throw new DataException($"{path} has no place for the table: write {Begin} and, below it, {End}.");
    }

    private static string Markdown(IReadOnlyList<Row> rows)
    {
        var text = new StringBuilder();
        text.Append($"{Machine.Here}; {DateTime.UtcNow:yyyy-MM-dd}.\n\n");
        text.Append($"| {string.Join(" | ", Titles)} |\n|---|{string.Concat(Enumerable.Repeat("---:|", Titles.Length - 1))}\n");
        foreach (var row in rows)
        {
            string[] cells = Table.Cells(row);
            string memory = row.PeakBytes is null ? "" : $", {cells[9]}", error = row.LargestError is null ? "" : $", off by at most {cells[10]}";
            text.Append($"| {cells[0]} | {cells[1]} | {cells[2]}{memory}{error} | {$"{cells[4]} {cells[5]}".Trim()} | {cells[6]} | {cells[7]} | {cells[8]} |\n");
        }

        return text.ToString();
    }
}
