using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>
/// quicktok, a tokenizer in C++, in a process of its own: compiled here against a checkout that the environment variable
/// <c>ZEROTOHERO_QUICKTOK</c> names, where <c>make lib</c> has been run.
/// </summary>
public sealed class QuickTok : IDisposable
{
    private const string Variable = "ZEROTOHERO_QUICKTOK";

    private static readonly string? Folder = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;
    private static readonly Lazy<(string? Program, string Reason)> Compiled = new(Compile);

    private readonly string file = Path.GetTempFileName();
    private readonly Process process;

    /// <summary>Starts it on a text.</summary>
    /// <param name="encoding">tiktoken's name of the vocabulary.</param>
    /// <param name="text">The text.</param>
    public QuickTok(string encoding, string text)
    {
        File.WriteAllText(file, text);
        process = Process.Start(new ProcessStartInfo(Compiled.Value.Program!, [Path.Combine(Folder!, "data"), encoding, file])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>How many ids the last run gave.</summary>
    public int Count { get; private set; }

    /// <summary>True if there is a checkout that can be compiled against.</summary>
    /// <param name="reason">Why not, and what to do.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = Compiled.Value.Reason;
        return Compiled.Value.Program is not null;
    }

    /// <summary>Encodes that many times.</summary>
    /// <returns>Seconds of one time, the mean.</returns>
    public double Run(int repeats)
    {
        process.StandardInput.WriteLine(repeats);
        process.StandardInput.Flush();
        string line = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"quicktok ended instead of encoding: {process.StandardError.ReadToEnd().Trim()}");
        string[] numbers = line.Split(' ');
        Count = int.Parse(numbers[1], CultureInfo.InvariantCulture);
        return double.Parse(numbers[0], CultureInfo.InvariantCulture);
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
        File.Delete(file);
    }

    private static (string? Program, string Reason) Compile() => Folder is null
        ? (null, $"quicktok: {Variable} names no checkout of it (https://github.com/dmatth1/quicktok; make lib).")
        : CCompiler.Compile(
            "quicktok_peer.cpp", "-I", Path.Combine(Folder, "include"), Path.Combine(Folder, "build", "libquicktok.a"), "-lstdc++");
}
