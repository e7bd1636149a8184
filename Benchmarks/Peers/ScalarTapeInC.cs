using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary><c>scalar_tape.c</c> in a process of its own, compiled here by gcc.</summary>
public sealed class ScalarTapeInC : IPeer
{
    private static readonly Lazy<(string? Program, string Reason)> Compiled = new(() => CCompiler.Compile("scalar_tape.c"));

    private readonly PeerProcess process;

    /// <summary>Starts it.</summary>
    /// <param name="data">The points.</param>
    /// <param name="parameters">What training begins with.</param>
    public ScalarTapeInC(Moons data, IReadOnlyList<double> parameters)
    {
        process = new PeerProcess("scalar_tape.c", new ProcessStartInfo(Compiled.Value.Program!));
        process.Say(data.Points.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var ((x, y), label) in data.Points.Zip(data.Labels))
        {
            process.Say(string.Create(CultureInfo.InvariantCulture, $"{x:R} {y:R} {label}"));
        }

        foreach (double p in parameters)
        {
            process.Say(p.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    /// <inheritdoc/>
    public string Name => "plain C, tape";

    /// <summary>True if gcc is there and compiles.</summary>
    /// <param name="reason">Why not, and what to do.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = Compiled.Value.Reason;
        return Compiled.Value.Program is not null;
    }

    /// <summary>Runs that many steps; every hundred the training begins again.</summary>
    /// <returns>The loss of the last one, and how many operations a step has.</returns>
    public (double Loss, int Operations) Train(int steps)
    {
        double[] answer = process.Numbers(steps);
        return (answer[1], (int)answer[2]);
    }

    /// <inheritdoc/>
    public double Time(int repeats) => process.Numbers(repeats)[0];

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();
}
