namespace Lectures;

/// <summary>The runner of the exercises.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is [CheckHost.Argument])
        {
            CheckHost.Run();
            return 0;
        }

        return CommandLine.Run(
            "Exercises of the course. Without a command: watch.",
            args.Length == 0 ? ["watch"] : args,
            CommandIo.Console,
            io => [WatchCommand.Create(io, Workbook.Find), .. ExerciseCommands.Create(io, Workbook.Find)]);
    }
}
