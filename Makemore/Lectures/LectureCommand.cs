using System.CommandLine;

namespace Makemore;

/// <summary><c>lecture NAME</c>: runs a lecture's own script and prints its numbers.</summary>
internal static class LectureCommand
{
    /// <summary>Every lecture there is.</summary>
    public static IReadOnlyList<ILecture> All { get; } =
    [
        .. typeof(ILecture).Assembly.GetTypes()
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(ILecture)))
            .Select(type => (ILecture)Activator.CreateInstance(type)!)
            .OrderBy(lecture => lecture.Name, StringComparer.Ordinal),
    ];

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var name = new Argument<string>("name") { Description = string.Join(" ", All.Select(lecture => $"{lecture.Name}: {lecture.Summary}")) };
        name.AcceptOnlyFromAmong([.. All.Select(lecture => lecture.Name)]);
        var maxSteps = new Option<int?>("--max-steps") { Description = "Shortens each training to so many steps." };
        var folder = new Option<string?>("--out-dir", "-o") { Description = "A folder for pages with plots; without it, none are written." };
        maxSteps.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError("--max-steps must be at least 1; leave it off to train as long as the lecture does.");
            }
        });
        folder.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() == "")
            {
                result.AddError("--out-dir is empty; name a folder, or leave it off.");
            }
        });
        var command = new Command("lecture", "Runs a lecture's own script, with its seed, and prints its numbers.") { name, maxSteps, folder };
        command.SetAction(given =>
        {
            using var interruption = new Interruption();
            string chosen = given.GetValue(name)!;
            try
            {
                All.First(lecture => lecture.Name == chosen).Run(new LectureRun(io.Output, given.GetValue(maxSteps), given.GetValue(folder), interruption.Token));
            }
            catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
            {
                // Asked to: the numbers of a training that was cut short are not the lecture's, and none are printed.
            }

            return interruption.Token.IsCancellationRequested ? Interruption.ExitCode : 0;
        });
        return command;
    }
}
