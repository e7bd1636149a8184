using System.Diagnostics;

namespace Benchmarks;

/// <summary>
/// quicktok, a tokenizer in C++, in a process of its own: compiled here against a checkout that the environment variable
/// <c>ZEROTOHERO_QUICKTOK</c> names, where <c>make lib</c> has been run.
/// </summary>
public sealed class QuickTok : IPeer
{
    private const string Variable = "ZEROTOHERO_QUICKTOK";

    private static readonly string? Folder = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;
    private static readonly Lazy<(string? Program, string Reason)> Compiled = new(Compile);

    private readonly string file = Path.GetTempFileName();
    private readonly PeerProcess process;

    /// <summary>Starts it on a text.</summary>
    /// <param name="encoding">tiktoken's name of the vocabulary.</param>
    /// <param name="text">The text.</param>
    public QuickTok(string encoding, string text)
    {
        File.WriteAllText(file, text);
        process = new PeerProcess("quicktok", new ProcessStartInfo(Compiled.Value.Program!, [Path.Combine(Folder!, "data"), encoding, file]));
    }

    /// <inheritdoc/>
    public string Name => "quicktok";

    /// <summary>How many tokens the text has.</summary>
    public int Count => (int)process.Numbers(1)[1];

    /// <summary>True if there is a checkout that can be compiled against.</summary>
    /// <param name="reason">Why not, and what to do.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = Compiled.Value.Reason;
        return Compiled.Value.Program is not null;
    }

    /// <inheritdoc/>
    public double Time(int repeats) => process.Numbers(repeats)[0];

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Dispose();
        File.Delete(file);
    }

    private static (string? Program, string Reason) Compile() => Folder is null
        ? (null, $"quicktok: {Variable} names no checkout of it (https://github.com/dmatth1/quicktok; make lib).")
        : CCompiler.Compile(
            "quicktok_peer.cpp", "-I", Path.Combine(Folder, "include"), Path.Combine(Folder, "build", "libquicktok.a"), "-lstdc++");
}
