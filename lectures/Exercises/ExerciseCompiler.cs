using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Lectures;

/// <summary>Compiles a learner's file within this process, against everything that this program is built from.</summary>
public sealed class ExerciseCompiler
{
    private const int ErrorsShown = 3;

    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Numerics;
        global using Kernels;
        global using Makemore;
        global using Micrograd;
        global using Buffer = Kernels.Buffer;
        global using Vector = System.Numerics.Vector;
        """;

    /// <summary>What an error usually means, by the compiler's number.</summary>
    private static readonly Dictionary<string, string> PlainHints = new()
    {
        ["CS1002"] = "A statement ends with a semicolon.",
        ["CS1022"] = "There is a curly bracket too many.",
        ["CS1026"] = "A round bracket is not closed.",
        ["CS1513"] = "A curly bracket is not closed.",
        ["CS1514"] = "A curly bracket is missing.",
        ["CS0103"] = "Nothing of that name is known here: a typing mistake, or it is declared elsewhere.",
        ["CS0029"] = "The types do not fit: a double[] is not a double, an int array needs (int) casts.",
        ["CS0266"] = "A double does not become an int or float by itself: write (int)x or (float)x.",
        ["CS0161"] = "Not every way through the method returns something.",
        ["CS0165"] = "A variable is read before it has a value.",
        ["CS0246"] = "There is no such type: a typing mistake, or a using is missing.",
        ["CS1061"] = "There is no member of that name; look at the type's declaration.",
        ["CS1503"] = "An argument has another type than the parameter.",
        ["CS7036"] = "An argument is missing.",
    };

    private readonly MetadataReference[] references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private int count;

    /// <summary>Compiles.</summary>
    /// <param name="text">The learner's text.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <returns>The assembly with its symbols, or the compiler's first errors in words.</returns>
    public CompiledExercise Compile(string text, string path)
    {
        string file = Path.GetFileName(path);
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            $"Exercise{Interlocked.Increment(ref count)}",
            [
                CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), options, file),
                CSharpSyntaxTree.ParseText(SourceText.From(Usings, Encoding.UTF8), options, "usings.cs"),
            ],
            references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        using var program = new MemoryStream();
        var result = compilation.Emit(program, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        return result.Success ? new CompiledExercise(program.ToArray(), null) : new CompiledExercise(null, Explain(result.Diagnostics));
    }

    private static string Explain(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).OrderBy(error => error.Location.SourceSpan.Start).ToList();
        var text = new StringBuilder("It does not compile yet.");
        foreach (var error in errors.Take(ErrorsShown))
        {
            var at = error.Location.GetLineSpan();
            text.Append(CultureInfo.InvariantCulture, $"\n{at.Path}, line {at.StartLinePosition.Line + 1}, column {at.StartLinePosition.Character + 1}: {error.GetMessage(CultureInfo.InvariantCulture)} ({error.Id})");
            if (error.Location.SourceTree is { } tree)
            {
                text.Append("\n    ").Append(tree.GetText().Lines[at.StartLinePosition.Line].ToString().Trim());
            }

            if (PlainHints.TryGetValue(error.Id, out string? hint))
            {
                text.Append("\n    ").Append(hint);
            }
        }

        return text.Append(errors.Count > ErrorsShown ? $"\nand {errors.Count - ErrorsShown} more; mend the first one first." : "").ToString();
    }
}

/// <summary>What the compiler made of a learner's file.</summary>
/// <param name="Program">The assembly; null if it does not compile.</param>
/// <param name="Errors">Why it does not compile; null if it does.</param>
public sealed record CompiledExercise(byte[]? Program, string? Errors);
