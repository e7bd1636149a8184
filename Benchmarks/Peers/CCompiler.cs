using System.ComponentModel;
using System.Diagnostics;

namespace Benchmarks;

/// <summary>Compiles a peer's source in C or C++, which lies beside this program, by the system's gcc.</summary>
public static class CCompiler
{
    /// <summary>Compiles with all optimisations. The program is deleted when this one ends.</summary>
    /// <param name="source">The name of a file in Peers.</param>
    /// <param name="more">More options for the compiler, and libraries.</param>
    /// <returns>The program, or null and the reason.</returns>
    public static (string? Program, string Reason) Compile(string source, params string[] more)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Peers", source);
        string folder = Directory.CreateTempSubdirectory("c-peer-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        string program = Path.Combine(folder, Path.GetFileNameWithoutExtension(source));
        try
        {
            var start = new ProcessStartInfo("gcc", ["-O3", "-march=native", path, "-o", program, .. more, "-lm"]) { RedirectStandardError = true };
            using var gcc = Process.Start(start)!;
            string errors = gcc.StandardError.ReadToEnd();
            gcc.WaitForExit();
            return gcc.ExitCode == 0 ? (program, "") : (null, $"gcc does not compile {source}: {errors.Trim()}");
        }
        catch (Win32Exception)
        {
            return (null, $"There is no gcc to compile {source}. On Debian and Ubuntu: apt-get install gcc libc6-dev.");
        }
    }
}
