using System.Diagnostics;

namespace Tests;

/// <summary>A program that is not part of the repository. Tests that need one it are skipped where it is missing.</summary>
/// <param name="names">The names it can have.</param>
/// <param name="variable">The environment variable that may name its path.</param>
/// <param name="remedy">How to get it.</param>
internal sealed class ExternalTool(string[] names, string variable, string remedy)
{
    /// <summary>CUDA's assembler.</summary>
    public static ExternalTool Ptxas { get; } = new(["ptxas"], "ZEROTOHERO_PTXAS", "it is part of CUDA's toolkit; .ci/run fetches it");

    /// <summary>CUDA's disassembler, which lies beside the assembler.</summary>
    public static ExternalTool Nvdisasm { get; } = new(["nvdisasm"], "ZEROTOHERO_NVDISASM", "it is part of CUDA's toolkit; .ci/run fetches it");

    /// <summary>A compiler of OpenCL C.</summary>
    public static ExternalTool Clang { get; } = new(["clang", "clang-15", "clang-16", "clang-17", "clang-18", "clang-19"], "ZEROTOHERO_CLANG", "on Debian, it comes with pocl-opencl-icd");

    /// <summary>Where it is: the path that the variable gives, else the first in PATH or in CUDA's usual folder; null: nowhere.</summary>
    public string? File { get; } = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given && System.IO.File.Exists(given)
        ? given
        : Folders.SelectMany(_ => names, Path.Combine).FirstOrDefault(System.IO.File.Exists);

    /// <summary>Why a test cannot run; null: it can.</summary>
    public string? Missing => File is null ? $"needs {names[0]}, which is neither in PATH nor named by {variable}: {remedy}" : null;

    private static IEnumerable<string> Folders =>
        [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), "/usr/local/cuda/bin"];

    /// <summary>Runs it.</summary>
    /// <returns>Its exit code and all it wrote.</returns>
    public (int Code, string Output) Run(params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(File!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error.Result + output);
    }
}

/// <summary>A theory that needs CUDA's assembler.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PtxasTheoryAttribute : TheoryAttribute
{
    public PtxasTheoryAttribute() => Skip = ExternalTool.Ptxas.Missing;
}

/// <summary>A test that needs CUDA's assembler and disassembler.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NvdisasmFactAttribute : FactAttribute
{
    public NvdisasmFactAttribute() => Skip = ExternalTool.Ptxas.Missing ?? ExternalTool.Nvdisasm.Missing;
}

/// <summary>A theory that needs them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NvdisasmTheoryAttribute : TheoryAttribute
{
    public NvdisasmTheoryAttribute() => Skip = ExternalTool.Ptxas.Missing ?? ExternalTool.Nvdisasm.Missing;
}

/// <summary>A theory that needs a compiler of OpenCL C.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClangTheoryAttribute : TheoryAttribute
{
    public ClangTheoryAttribute() => Skip = ExternalTool.Clang.Missing;
}
