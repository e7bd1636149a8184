using System.Text;

namespace MinBpe;

/// <summary>minbpe's <c>.vocab</c>, for people: <c>[left][right] -> [token] id</c> for a merge, <c>[token] id</c> for the others.</summary>
internal static class VocabFile
{
    /// <summary>The file for a tokenizer.</summary>
    /// <param name="tokenizer">Its bytes and merges are listed.</param>
    /// <param name="special">Special tokens to list after them.</param>
    public static string Text(Tokenizer tokenizer, SpecialTokens special)
    {
        string[] names = [.. Enumerable.Range(0, 256 + tokenizer.Merges.Count).Select(id => TokenText.Render(tokenizer.TokenBytes(id)))];
        var text = new StringBuilder();
        for (int id = 0; id < names.Length; id++)
        {
            if (id >= 256)
            {
                var (left, right) = tokenizer.Merges[id - 256];
                text.Append($"[{names[left]}][{names[right]}] -> ");
            }

            text.Append($"[{names[id]}] {id}\n");
        }

        foreach (var (name, id) in special)
        {
            text.Append($"[{TokenText.Render(Encoding.UTF8.GetBytes(name))}] {id}\n");
        }

        return text.ToString();
    }
}
