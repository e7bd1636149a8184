namespace Micrograd;

/// <summary>Guesses which option somebody meant who wrote <c>--max_iters=10</c> (as nanoGPT does) or <c>--batchsize</c>.</summary>
internal static class LikelyName
{
    private const int MostEdits = 2;

    /// <summary>The known name that is nearest to what was written; null: none is near.</summary>
    /// <param name="written">As on the command line, perhaps with <c>=value</c>.</param>
    /// <param name="known">Names with their dashes.</param>
    public static string? Of(string written, IEnumerable<string> known)
    {
        if (!written.StartsWith('-'))
        {
            return null;
        }

        string name = "--" + written.Split('=')[0].TrimStart('-').Replace('_', '-').ToLowerInvariant();
        string nearest = known.MinBy(option => Edits(name, option)) ?? "";
        return Edits(name, nearest) <= Math.Min(MostEdits, nearest.Length - 4) ? nearest : null; // of --lr, nothing may be wrong
    }

    /// <summary>How many letters must be put in, taken out or replaced (V. Levenshtein, 1966).</summary>
    private static int Edits(string from, string to)
    {
        int[] before = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            var now = new int[to.Length + 1];
            now[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = before[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                now[j] = Math.Min(replaced, Math.Min(before[j], now[j - 1]) + 1);
            }

            before = now;
        }

        return before[^1];
    }
}
