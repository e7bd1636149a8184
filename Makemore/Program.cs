namespace Makemore;

/// <summary>The command line: <c>train</c>, <c>sample</c>, <c>eval</c>, <c>devices</c>.</summary>
public static class Program
{
    /// <summary>Runs a command line on the console.</summary>
    public static int Main(string[] args) => Run(args, CommandIo.Console);

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The command and its options.</param>
    /// <param name="io">What it reads and writes.</param>
    /// <returns>0; 1: it failed; 2: the command line is wrong; 130: stopped by Ctrl-C.</returns>
    public static int Run(string[] args, CommandIo io) => CommandLine.Run(
        "Models that make up more words like those of a list.",
        args,
        io,
        console => [TrainCommand.Create(console), SampleCommand.Create(console), EvalCommand.Create(console), DevicesCommand.Create(console)]);
}
