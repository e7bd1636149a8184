using System.ComponentModel;
using System.Diagnostics;

namespace Benchmarks;

/// <summary>Compiles a peer's source in C or C++, which lies beside this program, by the system's compiler.</summary>
public static class CCompiler
{
    /// <summary>Compiles by gcc.</summary>
    /// <inheritdoc cref="CompileBy"/>
    public static (string? Program, string Reason) Compile(string source, params string[] more) => CompileBy("gcc", "gcc libc6-dev", source, more);

    /// <summary>Compiles with all optimisations. The program is deleted when this one ends.</summary>
    /// <param name="compiler">By what.</param>
    /// <param name="packages">Debian's packages that have it.</param>
    /// <param name="source">The name of a file in Peers.</param>
    /// <param name="more">More options for the compiler, and libraries.</param>
    /// <returns>The program, or null and the reason.</returns>
    public static (string? Program, string Reason) CompileBy(string compiler, string packages, string source, params string[] more)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Peers", source);
        string folder = Directory.CreateTempSubdirectory("c-peer-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        string program = Path.Combine(folder, Path.GetFileNameWithoutExtension(source));
        try
        {
            var start = new ProcessStartInfo(compiler, ["-O3", "-march=native", path, "-o", program, .. more, "-lm"]) { RedirectStandardError = true };
            using var process = Process.Start(start)!;
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? (program, "") : (null, $"{compiler} does not compile {source}: {errors.Trim()}");
        }
        catch (Win32Exception)
        {
            return (null, $"There is no {compiler} to compile {source}. On Debian and Ubuntu: apt-get install {packages}.");
        }
    }
}
