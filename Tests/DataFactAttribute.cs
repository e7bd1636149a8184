namespace Tests;

/// <summary>A test that needs files under $ZEROTOHERO_DATA; without them it is skipped, and says which are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute(params string[] files) => Skip = TestData.Missing(files);
}

/// <summary>As <see cref="DataFactAttribute"/>, for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataTheoryAttribute : TheoryAttribute
{
    public DataTheoryAttribute(params string[] files) => Skip = TestData.Missing(files);
}

/// <summary>
/// As <see cref="DataFactAttribute"/>, for runs of minutes whose beginning another test checks: they run where $ZEROTOHERO_WHOLE_RUNS is 1.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WholeRunFactAttribute : FactAttribute
{
    public WholeRunFactAttribute(params string[] files) => Skip = TestData.Missing(files) ?? TestData.NoWholeRuns();
}

/// <summary>As <see cref="WholeRunFactAttribute"/>, for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WholeRunTheoryAttribute : TheoryAttribute
{
    public WholeRunTheoryAttribute(params string[] files) => Skip = TestData.Missing(files) ?? TestData.NoWholeRuns();
}

/// <summary>The folder of data files that are not part of the repository.</summary>
public static class TestData
{
    /// <summary>The full path of a file under $ZEROTOHERO_DATA.</summary>
    public static string File(string name) => Path.Combine(Environment.GetEnvironmentVariable("ZEROTOHERO_DATA") ?? "", name);

    /// <summary>Why a test cannot run, or null when all files are there.</summary>
    public static string? Missing(string[] files)
    {
        bool set = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ZEROTOHERO_DATA"));
        string[] missing = [.. files.Where(file => !set || !System.IO.File.Exists(File(file)))];
        return missing.Length == 0 ? null : $"needs {string.Join(", ", missing)} under ZEROTOHERO_DATA";
    }

    /// <summary>Why a run of minutes is left out, or null when it is wanted.</summary>
    public static string? NoWholeRuns() =>
        Environment.GetEnvironmentVariable("ZEROTOHERO_WHOLE_RUNS") == "1" ? null : "takes minutes: runs where ZEROTOHERO_WHOLE_RUNS is 1";
}
