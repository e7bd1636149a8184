using System.CommandLine;
using Benchmarks;

if (args is [ColdLoad.Argument, var encoding])
{
    return ColdLoad.Run(encoding);
}

var filter = new Option<string>("--filter") { Description = "Only rows whose name contains this text.", DefaultValueFactory = _ => "" };
var threads = new Option<int[]>("--threads")
{
    Description = "Threads of ours, one or more numbers. Default: 1 and all cores.",
    DefaultValueFactory = _ => [.. new[] { 1, Environment.ProcessorCount }.Distinct()],
    AllowMultipleArgumentsPerToken = true,
};
threads.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int[]>() is { } numbers && Array.Exists(numbers, number => number < 1))
    {
        result.AddError("--threads: every number must be at least 1.");
    }
});
var json = new Option<string?>("--json") { Description = "Also writes the rows to this file, as JSON." };
var markdown = new Option<string?>("--markdown") { Description = "Also writes the rows to this file, as a Markdown table." };
var kernels = new Option<bool>("--kernels") { Description = "Runs the operations of the catalogue under BenchmarkDotNet instead." };
var command = new RootCommand("Measures ours beside OpenBLAS, PyTorch and TensorPrimitives, in turns, and beside the machine's limits.")
{
    filter, threads, json, markdown, kernels, GpuCommand.Create(), StepMemory.CreateCommand(),
};
command.SetAction(parsed =>
{
    string text = parsed.GetValue(filter)!;
    if (parsed.GetValue(kernels))
    {
        OperationBenchmarks.Run(text);
        return 0;
    }

    var all = parsed.GetValue(threads)!
        .SelectMany(count => (IEnumerable<Plan>)[
            .. TrainingRows.Plans(count),
            .. MatMulRows.Plans(count),
            .. OperationRows.Plans(count),
            .. ScalarRows.Plans(count),
            .. MakemoreRows.Plans(count),
            .. SamplingRows.Plans(count),
            .. TokenizerRows.Plans(count),
            .. ReadableTrainerRows.Plans(count),
        ])
        .ToList();
    var plans = all.FindAll(plan => plan.Name.Contains(text, StringComparison.OrdinalIgnoreCase));
    if (plans.Count == 0)
    {
        Console.Error.WriteLine($"No row's name contains '{text}'. There are:");
        Console.Error.WriteLine(string.Join(Environment.NewLine, all.Select(plan => $"  {plan.Name}").Distinct()));
        return 1;
    }

    Console.WriteLine(Machine.Here);
    (bool IsThere, string Reason)[] peers =
    [
        (OpenBlas.IsAvailable(out string noBlas), noBlas),
        (PyTorch.IsAvailable(out string noTorch), noTorch),
        (ScalarTapeInC.IsAvailable(out string noTape), noTape),
        (LecturesInC.IsAvailable(out string noLectures), noLectures),
        (QuickTok.IsAvailable(out string noQuickTok), noQuickTok),
        (Llama2cRun.IsAvailable(out string noLlama2c), noLlama2c),
    ];
    foreach (var (isThere, reason) in peers)
    {
        if (!isThere)
        {
            Console.WriteLine($"Skipped as a peer: {reason}");
        }
    }

    foreach (string skipped in TokenizerRows.Skipped())
    {
        Console.WriteLine(skipped);
    }

    var rows = Table.Show(plans);
    if (parsed.GetValue(json) is { } jsonPath)
    {
        Report.WriteJson(jsonPath, rows);
    }

    if (parsed.GetValue(markdown) is { } markdownPath)
    {
        Report.WriteMarkdown(markdownPath, rows);
    }

    return 0;
});
return command.Parse(args).Invoke();
