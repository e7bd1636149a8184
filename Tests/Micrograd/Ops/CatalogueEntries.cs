namespace Tests;

/// <summary>The catalogue's entries as theory data.</summary>
internal static class CatalogueEntries
{
    /// <summary>Every entry by name.</summary>
    public static TheoryData<string> Names(Func<OpCase, bool> wanted) => [.. Catalogue.All.Where(wanted).Select(entry => entry.Name)];

    /// <summary>The entry of that name.</summary>
    public static OpCase Get(string name) => Catalogue.All.Single(entry => entry.Name == name);
}
