namespace NanoGpt;

/// <summary>The command line: <c>prepare</c>, <c>train</c>, <c>sample</c>, <c>eval</c>, <c>export</c>, <c>hellaswag</c>, <c>check</c>, <c>demo</c>, <c>bench</c>, <c>sizing</c>, <c>plan</c>, <c>presets</c>, <c>devices</c>.</summary>
public static class Program
{
    /// <summary>Runs a command line on the console.</summary>
    public static int Main(string[] args) => Run(args, CommandIo.Console);

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The command and its options.</param>
    /// <param name="io">What it reads and writes.</param>
    /// <returns>0; 1: it failed; 2: the command line is wrong; 130: stopped by Ctrl-C.</returns>
    public static int Run(string[] args, CommandIo io) => CommandLine.Run(
        "Prepares texts, trains GPTs on them, writes text by them, measures them, and exchanges them with other programs.",
        args,
        io,
        console =>
        [
            PrepareCommand.Create(console), TrainCommand.Create(console), SampleCommand.Create(console), EvalCommand.Create(console), ExportCommand.Create(console),
            HellaSwagCommand.Create(console), CheckCommand.Create(console), DemoCommand.Create(console), BenchCommand.Create(console), SizingCommand.Create(console), PlanCommand.Create(console), PresetsCommand.Create(console),
            DevicesCommand.Create(console),
        ]);
}
