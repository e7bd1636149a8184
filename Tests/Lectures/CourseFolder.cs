namespace Tests;

/// <summary>The folder <c>lectures</c> of the repository that the tests were built from.</summary>
internal static class CourseFolder
{
    /// <summary>Its path.</summary>
    public static string Path { get; } = Find();

    /// <summary>The repository's root.</summary>
    public static string Root => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>The lectures' folders, in order.</summary>
    public static IEnumerable<string> Lectures => Directory.GetDirectories(Path, "??-*").Order(StringComparer.Ordinal);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "ZeroToHero.sln")))
            {
                return System.IO.Path.Combine(folder.FullName, "lectures");
            }
        }

        throw new DirectoryNotFoundException($"No ZeroToHero.sln in any folder above {AppContext.BaseDirectory}.");
    }
}
