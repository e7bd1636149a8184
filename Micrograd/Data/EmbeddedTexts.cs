using System.Reflection;

namespace Micrograd;

/// <summary>The course's own Markdown texts, which the project file embeds: something to train on when there is nothing else.</summary>
internal static class EmbeddedTexts
{
    private const string Prefix = "texts/";

    /// <summary>All of them, joined in the order of their paths; empty when the program was built without.</summary>
    public static string All { get; } = Join();

    private static string Join()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return string.Join("\n\n", names.Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd().ReplaceLineEndings("\n");
        }));
    }
}
