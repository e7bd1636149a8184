using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Micrograd;

/// <summary>
/// A computation as a web page that can be stepped through, forward and back: each operation computes its number, then each
/// hands the gradient on, local slope times what comes from above, and += shows where two uses add up. A given number can be
/// changed on the page, and everything is computed again. The page needs no other file.
/// </summary>
public static class TimeMachine
{
    /// <summary>More values or tensors than this cannot be followed.</summary>
    public const int MaxNodes = 200;

    /// <summary>More numbers in a tensor than this cannot be read.</summary>
    public const int MaxNumbers = 4096;

    /// <summary>What the page can compute: the names of operations, as <see cref="Tensor.Operation"/> has them.</summary>
    private static readonly HashSet<string> Known =
    [
        "", "add", "subtract", "multiply", "divide", "scale", "negate", "divide into", "pow", "exp", "log", "tanh", "sigmoid", "relu", "sqrt", "abs",
        "sum", "mean", "max", "matmul", "linear", "reshape", "unsqueeze", "squeeze", "expand", "permute", "slice", "contiguous", "clone", "embedding",
        "softmax", "log softmax", "cross entropy",
    ];

    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The page of an expression.</summary>
    /// <param name="title">The page's.</param>
    /// <param name="root">The result; the labels of its values stand in the formulas.</param>
    /// <exception cref="ArgumentException">It is too large to be followed.</exception>
    public static string ToHtml(string title, Value root)
    {
        var order = root.TopologicalOrder();
        return order.Count <= MaxNodes ? Page(title, TapeNode.Of(root)) : throw TooLarge(FormattableString.Invariant($"{order.Count:N0} values"));
    }

    /// <summary>The page of a small tape of tensors.</summary>
    /// <param name="title">The page's.</param>
    /// <param name="root">The result, a single number, before its <see cref="Tensor.Backward()"/>; the tensors' names stand in the formulas.</param>
    /// <exception cref="ArgumentException">It is too large, no single number, freed already, or has an operation that the page cannot compute.</exception>
    public static string ToHtml(string title, Tensor root)
    {
        if (root.Count != 1)
        {
            throw new ArgumentException($"TimeMachine: the result must be a single number, not of shape {Shapes.Format(root.Shape)}; reduce it by Sum() or Mean().");
        }

        return Page(title, TapeNode.Of(root));
    }

    /// <summary>Writes the page; an older one of that name is replaced.</summary>
    /// <inheritdoc cref="ToHtml(string, Value)"/>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Save(string path, string title, Value root) => Write(path, ToHtml(title, root));

    /// <summary>Writes the page; an older one of that name is replaced.</summary>
    /// <inheritdoc cref="ToHtml(string, Tensor)"/>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Save(string path, string title, Tensor root) => Write(path, ToHtml(title, root));

    /// <summary>The error for what nobody could follow.</summary>
    internal static ArgumentException TooLarge(string what) => new($"TimeMachine: the computation has {what}, which nobody can follow; show a smaller one.");

    private static string Page(string title, IReadOnlyList<TapeNode> nodes)
    {
        if (nodes.FirstOrDefault(node => !Known.Contains(node.Op)) is { } unknown)
        {
            throw new ArgumentException($"TimeMachine: its page cannot compute '{unknown.Op}'; write it out in smaller operations.");
        }

        if (nodes.FirstOrDefault(node => node.Data.Count > MaxNumbers) is { } large)
        {
            throw TooLarge($"a tensor of shape {Shapes.Format([.. large.Shape])}");
        }

        var layout = new GraphLayout<TapeNode>(nodes, node => node.Inputs.Select(i => nodes[i]));
        var spot = layout.Boxes.ToDictionary(box => box.Value!);
        var position = nodes.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        string data = JsonSerializer.Serialize(
            new
            {
                Nodes = nodes.Select(node => new { node.Name, node.Op, node.Inputs, node.Shape, node.Data, node.Detail, node.HasGrad, spot[node].X, spot[node].Y }),
                Arrows = layout.Arrows.Select(arrow => new { From = position[arrow.From.Value!], To = position[arrow.To.Value!], Path = arrow.ToPath() }),
                Box = new { GraphLayout<TapeNode>.Width, Height = GraphLayout<TapeNode>.BoxHeight },
                layout.Size.Width,
                layout.Size.Height,
            },
            Camel);
        return $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>{WebUtility.HtmlEncode(title)}</title>
            <style>{Part("page.css")}</style></head>
            <body><h1>{WebUtility.HtmlEncode(title)}</h1><main></main>
            <script type="application/json" id="tape">{data.Replace("</", "<\\/", StringComparison.Ordinal)}</script>
            <script>{Part("operations.js")}</script>
            <script>{Part("replay.js")}</script>
            <script>{Part("page.js")}</script></body></html>

            """;
    }

    private static void Write(string path, string page)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(page);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    private static string Part(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"time-machine/{name}")!);
        return reader.ReadToEnd();
    }
}
