using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>The training steps of lectures 4 and 6 in plain C, <c>lectures.c</c>, in a process of its own.</summary>
public sealed class LecturesInC : IPeer
{
    private static readonly Lazy<(string? Program, string Reason)> Compiled = new(() => CCompiler.Compile("lectures.c", "-ffast-math"));

    private readonly PeerProcess process;

    /// <summary>Starts the training of a lecture.</summary>
    /// <param name="lecture">4 or 6.</param>
    public LecturesInC(int lecture) =>
        process = new PeerProcess("lectures.c", new ProcessStartInfo(Compiled.Value.Program!, [lecture.ToString(CultureInfo.InvariantCulture)]));

    /// <inheritdoc/>
    public string Name => "plain C";

    /// <summary>True if there is a gcc that compiles it.</summary>
    /// <param name="reason">Why not, and what to do.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = Compiled.Value.Reason;
        return Compiled.Value.Program is not null;
    }

    /// <inheritdoc/>
    public double Time(int repeats) => process.Numbers(repeats)[0];

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();
}
