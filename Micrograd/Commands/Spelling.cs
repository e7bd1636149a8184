namespace Micrograd;

/// <summary>Finds what somebody who made a slip of the keyboard may have meant.</summary>
public static class Spelling
{
    /// <summary>The name that is nearest to what was written, if it is near: a third of its letters may be wrong.</summary>
    /// <returns>The first of the nearest; null: none is near.</returns>
    public static string? Nearest(string written, IEnumerable<string> names)
    {
        var nearest = names.Select(name => (Name: name, Distance: Distance(written, name))).OrderBy(candidate => candidate.Distance).FirstOrDefault();
        return nearest.Name is { } found && 3 * nearest.Distance <= found.Length ? found : null;
    }

    /// <summary>Letters to insert, leave out or replace that lead from one text to the other (Levenshtein 1966).</summary>
    public static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)]; // row[j]: from the letters of `from` so far to the first j of `to`
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0]; // both are a letter shorter
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
