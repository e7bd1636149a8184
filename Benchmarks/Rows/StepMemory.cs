using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>
/// The most memory that training needs, as the system counts it (resident set), in a process that does nothing else: this
/// program once more, with the command <c>step-memory</c>.
/// </summary>
internal static class StepMemory
{
    private const string Name = "step-memory";

    /// <summary>The first step takes all the memory there will be; the others make sure of it.</summary>
    private const int Steps = 3;

    /// <summary>Bytes, for one of <see cref="TrainingRows"/>' models.</summary>
    public static long Measure(int model) =>
        long.Parse(ThisProgram.Answer(Name, model.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    /// <summary>The command that prints them.</summary>
    public static Command CreateCommand()
    {
        var model = new Argument<int>("model");
        var command = new Command(Name, "Trains a model for a moment and prints the most memory that the process had.") { model };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using var step = TrainingRows.Start(parsed.GetValue(model), threads: 1);
            for (int i = 0; i < Steps; i++)
            {
                step.Run();
            }

            Console.WriteLine(Process.GetCurrentProcess().PeakWorkingSet64.ToString(CultureInfo.InvariantCulture));
        });
        return command;
    }
}
