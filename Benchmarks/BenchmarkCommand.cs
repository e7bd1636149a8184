using System.CommandLine;

namespace Benchmarks;

/// <summary>The command line: without a command it measures rows and shows them.</summary>
internal sealed class BenchmarkCommand
{
    private const int Failure = 1, BadUsage = 2;

    private readonly Option<string> filter = new("--filter") { Description = "All rows whose name contains this text; \"\" for every row there is. Default: the README's rows, under ten minutes on two cores." };

    private readonly Option<int[]> threads = new("--threads")
    {
        Description = "Threads of ours, one or more numbers. Default: 1 and all cores.",
        DefaultValueFactory = _ => [.. new[] { 1, Environment.ProcessorCount }.Distinct()],
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> device = new("--device")
    {
        Description = "Where ours computes: cpu, cpu:256, cpu:scalar, cuda:N, opencl:N. Away from the processor there are fewer rows, and no peers; the command gpu has cuBLAS.",
        DefaultValueFactory = _ => "cpu",
    };

    private readonly Option<string?> json = new("--json") { Description = "Also writes the rows to this file, as JSON." };
    private readonly Option<string?> markdown = new("--markdown") { Description = "Also writes the rows to this file, as a Markdown table." };
    private readonly Option<string?> results = new("--results") { Description = "Also writes both into this folder, named by date and processor: Benchmarks/results is where they are kept." };
    private readonly Option<string?> readme = new("--readme") { Description = "Also puts the README's rows into this file, between <!-- benchmarks --> and <!-- /benchmarks -->." };
    private readonly Option<bool> kernels = new("--kernels") { Description = "Runs the operations of the catalogue under BenchmarkDotNet instead." };

    /// <summary>Parses and runs.</summary>
    /// <returns>0; 1: it failed; 2: the command line is wrong.</returns>
    public static int Run(string[] args)
    {
        var self = new BenchmarkCommand();
        var command = new RootCommand("Measures ours beside OpenBLAS, PyTorch, NumSharp, TensorPrimitives, other tokenizers and plain C, in turns, and beside the machine's limits.")
        {
            self.filter, self.threads, self.device, self.json, self.markdown, self.results, self.readme, self.kernels,
            GpuCommand.Create(), GuardCommand.Create(), StepMemory.CreateCommand(), ReductionRows.CreateCommand(),
        };
        command.SetAction(self.Run);
        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine(Micrograd.CommandLine.Explain(parsed));
            return BadUsage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is DataException or DeviceException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return Failure;
        }
    }

    private int Run(ParseResult given)
    {
        int[] counts = given.GetValue(threads)!;
        string? text = given.GetValue(filter);
        if (Array.Exists(counts, count => count < 1))
        {
            Console.Error.WriteLine("--threads: every number must be at least 1.");
            return BadUsage;
        }

        if (text is not null && given.GetValue(readme) is not null)
        {
            Console.Error.WriteLine("--readme takes the README's rows, --filter others: choose one.");
            return BadUsage;
        }

        try
        {
            Target.Name = given.GetValue(device)!;
        }
        catch (ArgumentException e)
        {
            Console.Error.WriteLine(e.Message);
            return BadUsage;
        }

        if (given.GetValue(kernels))
        {
            OperationBenchmarks.Run(text ?? "");
            return 0;
        }

        var all = Target.IsProcessor ? counts.SelectMany(AllPlans).ToList() : [.. DevicePlans(1)];
        var plans = text is null ? ReadmeTable.Choose(all) : all.FindAll(plan => plan.Name.Contains(text, StringComparison.OrdinalIgnoreCase));
        if (plans.Count == 0)
        {
            Console.Error.WriteLine($"No row's name contains '{text}'. There are:");
            Console.Error.WriteLine(string.Join(Environment.NewLine, all.Select(plan => $"  {plan.Name}").Distinct()));
            return Failure;
        }

        if (given.GetValue(readme) is { } path)
        {
            ReadmeTable.Require(path);
        }

        foreach (string? file in new[] { given.GetValue(json), given.GetValue(markdown), given.GetValue(results) is { } folder ? Path.Combine(folder, Report.FileName) : null })
        {
            if (file is not null)
            {
                Report.Require(file);
            }
        }

        Console.WriteLine(Machine.Here);
        WriteSkipped();
        Write(given, Table.Show(plans));
        return 0;
    }

    /// <summary>What a device of any kind can do.</summary>
    private static IEnumerable<Plan> DevicePlans(int count) =>
        [.. TrainingRows.Plans(count), .. KernelRows.Plans(count), .. OperationRows.Plans(count), .. SamplingRows.Plans(count)];

    private static IEnumerable<Plan> AllPlans(int count) =>
    [
        .. TrainingRows.Plans(count),
        .. MatMulRows.Plans(count),
        .. KernelRows.Plans(count),
        .. OperationRows.Plans(count),
        .. ScalarRows.Plans(count),
        .. MakemoreRows.Plans(count),
        .. SamplingRows.Plans(count),
        .. TokenizerRows.Plans(count),
        .. ReadableTrainerRows.Plans(count),
        .. ReductionRows.Plans(count),
    ];

    private static void WriteSkipped()
    {
        (bool IsThere, string Reason)[] peers =
        [
            (OpenBlas.IsAvailable(out string noBlas), noBlas),
            (PyTorch.IsAvailable(out string noTorch), noTorch),
            (ScalarTapeInC.IsAvailable(out string noTape), noTape),
            (LecturesInC.IsAvailable(out string noLectures), noLectures),
            (TorchSharpMatMul.IsAvailable(out string noTorchSharp), noTorchSharp),
            (QuickTok.IsAvailable(out string noQuickTok), noQuickTok),
            (Llama2cRun.IsAvailable(out string noLlama2c), noLlama2c),
            (ReductionRows.IsAvailable(out string noMpi), noMpi),
            (ExternalPeer.IsAvailable(out string noExternal), noExternal),
        ];
        foreach (var (_, reason) in peers.Where(peer => !peer.IsThere && Target.IsProcessor))
        {
            Console.WriteLine($"Skipped as a peer: {reason}");
        }

        foreach (string skipped in TokenizerRows.Skipped())
        {
            Console.WriteLine(skipped);
        }
    }

    private void Write(ParseResult given, IReadOnlyList<Row> rows)
    {
        if (given.GetValue(json) is { } jsonPath)
        {
            Report.WriteJson(jsonPath, rows);
        }

        if (given.GetValue(markdown) is { } markdownPath)
        {
            Report.WriteMarkdown(markdownPath, rows);
        }

        if (given.GetValue(results) is { } folder)
        {
            string name = Path.Combine(folder, Report.FileName);
            Report.WriteJson($"{name}.json", rows);
            Report.WriteMarkdown($"{name}.md", rows);
        }

        if (given.GetValue(readme) is { } readmePath)
        {
            ReadmeTable.Write(readmePath, rows);
        }
    }
}
