namespace Micrograd;

/// <summary>Where files are looked for that are not part of the program.</summary>
public static class DataFolders
{
    /// <summary>The environment variable that names a folder of data files.</summary>
    public const string Variable = "ZEROTOHERO_DATA";

    /// <summary>The folder that <see cref="Variable"/> names; null: it is not set.</summary>
    public static string? Data => NonEmpty(Variable);

    /// <summary>Where downloads are kept: zerotohero in $XDG_CACHE_HOME or ~/.cache.</summary>
    public static string Cache
    {
        get
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return Path.Combine(NonEmpty("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "zerotohero");
        }
    }

    private static string? NonEmpty(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
