using System.CommandLine;

namespace NanoGpt;

/// <summary><c>demo</c>: minGPT's two small tasks, learned until every answer is right.</summary>
internal sealed class DemoCommand
{
    private static readonly Dictionary<string, Func<DemoTask>> Tasks = new() { ["adder"] = () => new Adder(), ["sorter"] = () => new Sorter() };

    private readonly CommandIo io;

    private readonly Argument<string> name = new("task") { Description = "adder: sums of numbers of two digits; sorter: six symbols in order." };
    private readonly Option<int?> maxIters = new("--max-iters") { Description = "Steps after which to give up, and fail. Default: 20,000 for the adder, 5,000 for the sorter." };
    private readonly Option<int> seed = new("--seed") { Description = "Seed of weights and batches.", DefaultValueFactory = _ => 3407 };
    private readonly Option<string> device = new("--device") { Description = ComputeOptions.DeviceDescription, DefaultValueFactory = _ => "auto" };
    private readonly Option<int> threads = new("--threads") { Description = "Threads that compute; 0: one for each core. The results do not depend on it.", DefaultValueFactory = _ => 0 };

    private DemoCommand(CommandIo io) => this.io = io;

    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var self = new DemoCommand(io);
        self.name.AcceptOnlyFromAmong([.. Tasks.Keys]);
        var command = new Command("demo", "Trains minGPT's smallest model to add or to sort, until it makes no mistake.")
        {
            self.name, self.maxIters, self.seed, self.device, self.threads,
        };
        command.SetAction(self.Run);
        return command;
    }

    private int Run(ParseResult given)
    {
        var task = Tasks[given.GetRequiredValue(name)]();
        int limit = given.GetValue(maxIters) ?? task.MaxIters;
        UsageException.RequireAtLeast(1, maxIters.Name, limit);
        UsageException.RequireAtLeast(0, seed.Name, given.GetValue(seed));
        UsageException.RequireAtLeast(0, threads.Name, given.GetValue(threads));
        var training = new DemoTraining(task, given.GetValue(seed), ComputeOptions.Select(given.GetValue(device)!, given.GetValue(threads), dumpFolder: null));
        var shape = training.Model.Config;
        io.Output.WriteLine(FormattableString.Invariant(
            $"""
            task    {task.Description}
            model   {training.Model.ParameterCount:N0} parameters: {shape.NLayer} layers, {shape.NHead} heads, {shape.NEmbd} channels, context {shape.BlockSize}
            device  {training.Model.Device}: {training.Model.Device.Description}
            """));
        using var interruption = new Interruption();
        return Learn(task, training, limit, interruption.Token);
    }

    private int Learn(DemoTask task, DemoTraining training, int limit, CancellationToken stop)
    {
        var exam = new DemoExam(task, training.Model);
        while (true)
        {
            double loss = training.Run(limit, stop);
            var scores = exam.Take();
            io.Output.WriteLine(FormattableString.Invariant($"step {training.Step}: loss {loss:F5}; right: {string.Join(", ", scores.Select(InWords))}"));
            bool isPerfect = scores.All(score => score.Right == score.Asked);
            if (isPerfect || training.Step >= limit || stop.IsCancellationRequested)
            {
                return Finish(task, exam, scores, isPerfect, stop.IsCancellationRequested);
            }
        }
    }

    private int Finish(DemoTask task, DemoExam exam, IReadOnlyList<DemoScore> scores, bool isPerfect, bool isStopped)
    {
        if (isPerfect)
        {
            int[][] questions = task.Exams[^1].Questions[..3];
            foreach (var (question, answer) in questions.Zip(exam.Answer(questions)))
            {
                io.Output.WriteLine($"  {task.Format(question, answer)}");
            }
        }
        else
        {
            foreach (string mistake in scores.SelectMany(score => score.Mistakes))
            {
                io.Output.WriteLine($"  {mistake}");
            }
        }

        int right = scores.Sum(score => score.Right), asked = scores.Sum(score => score.Asked);
        io.Output.WriteLine(FormattableString.Invariant($"final score: {right:N0} of {asked:N0} right, {100.0 * right / asked:F2} %"));
        return isPerfect ? 0 : isStopped ? Interruption.ExitCode : 1;
    }

    private static string InWords(DemoScore score) => FormattableString.Invariant($"{score.Right:N0} of {score.Asked:N0} {score.Name}");
}
