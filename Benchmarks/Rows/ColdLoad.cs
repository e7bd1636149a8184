using System.Diagnostics;
using System.Globalization;
using MinBpe;

namespace Benchmarks;

/// <summary>
/// The first load of a vocabulary in a process, which is what a program waits for: most of it is compiling, and memory touched for
/// the first time. A process can do it once; so each time this program starts itself anew.
/// </summary>
public static class ColdLoad
{
    /// <summary>The first argument of such a process; the second is the encoding.</summary>
    public const string Argument = "cold-load";

    /// <summary>Starts processes, and returns the mean of the seconds that loading took in them, without their start.</summary>
    /// <param name="encoding">tiktoken's name.</param>
    public static Timer Of(string encoding) => repeats => Enumerable.Range(0, repeats).Average(_ => InNewProcess(encoding));

    /// <summary>What such a process does: load, and write the seconds.</summary>
    public static int Run(string encoding)
    {
        long start = Stopwatch.GetTimestamp();
        Tiktoken.Get(encoding);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(seconds.ToString("R", CultureInfo.InvariantCulture));
        return 0;
    }

    private static double InNewProcess(string encoding) => double.Parse(ThisProgram.Answer(Argument, encoding), CultureInfo.InvariantCulture);
}
