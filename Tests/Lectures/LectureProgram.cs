using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tests;

/// <summary>
/// Runs a lecture's program. <c>dotnet run</c> would take longer to look whether anything is to be built than many a lecture runs, so
/// the program is compiled here, against the libraries that are here already; warnings are errors.
/// </summary>
internal static partial class LectureProgram
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        """;

    /// <summary>It ended well, and every number was compared and agreed.</summary>
    public static void AssertAgrees((int ExitCode, string Output) run)
    {
        Assert.True(run.ExitCode == 0, run.Output);
        var sum = Summary().Match(run.Output);
        Assert.True(sum.Success, run.Output);
        Assert.Equal(sum.Groups[2].Value, sum.Groups[1].Value);
        Assert.DoesNotContain("not compared", run.Output);
    }

    /// <summary>Compiles <c>lectures/NAME/lecture.cs</c> and runs it in a process of its own.</summary>
    public static (int ExitCode, string Output) Run(string lecture, params string[] options) => InFolder(folder => CompileAndStart(folder, lecture, options, hasData: true));

    /// <summary>As <see cref="Run"/>, where there is no data, no cache, no npm, and no network: nobody answers at the address of the proxy.</summary>
    public static (int ExitCode, string Output) RunWithoutData(string lecture, params string[] options) => InFolder(folder => CompileAndStart(folder, lecture, options, hasData: false));

    /// <summary>Runs <c>dotnet run lectures/NAME/lecture.cs</c>, as the text says.</summary>
    public static (int ExitCode, string Output) RunByDotnet(string lecture, params string[] options) => InFolder(folder =>
        Start(["run", Path.Combine("lectures", lecture, "lecture.cs"), "--", "--out-dir", folder, .. options]));

    private static (int ExitCode, string Output) CompileAndStart(string folder, string lecture, string[] options, bool hasData)
    {
        string program = Path.Combine(folder, "lecture.dll");
        Compile(Path.Combine(CourseFolder.Path, lecture, "lecture.cs"), program);
        string config = Path.Combine(folder, "lecture.runtimeconfig.json");
        var settings = JsonNode.Parse(File.ReadAllText(Beside("lectures.runtimeconfig.json")))!;
        settings["runtimeOptions"]!["configProperties"]!["EntryPointFileDirectoryPath"] = Path.Combine(CourseFolder.Path, lecture); // as dotnet run says it
        File.WriteAllText(config, settings.ToJsonString());
        var environment = new Dictionary<string, string>();
        if (!hasData)
        {
            const string nobody = "http://127.0.0.1:9";
            environment = new() { ["ZEROTOHERO_DATA"] = "", ["XDG_CACHE_HOME"] = folder, ["PATH"] = folder, ["http_proxy"] = nobody, ["https_proxy"] = nobody, ["HTTPS_PROXY"] = nobody, ["no_proxy"] = "", ["NO_PROXY"] = "" };
        }

        return Start(["exec", "--runtimeconfig", config, "--depsfile", Beside("lectures.deps.json"), program, "--out-dir", folder, .. options], environment);
    }

    private static void Compile(string source, string program)
    {
        var parsing = new CSharpParseOptions(LanguageVersion.Latest).WithFeatures([new("FileBasedProgram", "true")]); // knows #:project
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var compilation = CSharpCompilation.Create(
            "lecture",
            [CSharpSyntaxTree.ParseText(File.ReadAllText(source), parsing, source), CSharpSyntaxTree.ParseText(Usings, parsing)],
            references.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        var result = compilation.Emit(program);
        Assert.True(result.Success && !result.Diagnostics.Any(found => found.Severity >= DiagnosticSeverity.Warning), string.Join('\n', result.Diagnostics));
    }

    private static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, name);

    private static (int ExitCode, string Output) Start(string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = CourseFolder.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    /// <summary>With a folder that is deleted afterwards.</summary>
    private static (int ExitCode, string Output) InFolder(Func<string, (int ExitCode, string Output)> run)
    {
        string folder = Directory.CreateTempSubdirectory("zerotohero-").FullName;
        try
        {
            return run(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"^(\d+) of (\d+) numbers agree with the lecture", RegexOptions.Multiline)]
    private static partial Regex Summary();
}
