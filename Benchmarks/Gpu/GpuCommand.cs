using System.CommandLine;

namespace Benchmarks;

/// <summary>
/// <c>gpu</c>: everything that only the owner of a GPU can find out. Checks every kernel against the double oracle, times the
/// ladders of kernel versions, trains for a moment, and writes it all down.
/// </summary>
internal static class GpuCommand
{
    /// <summary>The command for the parser.</summary>
    public static Command Create()
    {
        var devices = new Option<string[]>("--device")
        {
            Description = "Devices to examine: cuda:0, opencl:1, ... Default: every CUDA GPU and OpenCL device that can be used.",
            AllowMultipleArgumentsPerToken = true,
        };
        var output = new Option<string>("--out") { Description = "The report's path without its ending; .md and .json are added.", DefaultValueFactory = _ => "gpu-report" };
        var ladders = new Option<string[]>("--ladders")
        {
            Description = "Only the ladders of kernel versions whose names contain one of these (matmul, softmax, ...). Default: all, every operation and a short training.",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("gpu", "Checks and times the kernels on the GPUs of this machine, trains GPT-2 beside PyTorch, and writes a report.") { devices, output, ladders };
        command.SetAction(parsed => Run(parsed.GetValue(devices) ?? [], parsed.GetValue(output)!, parsed.GetValue(ladders) ?? []));
        return command;
    }

    private static int Run(string[] names, string path, string[] ladders)
    {
        try
        {
            if (names.Length == 0)
            {
                names = [.. CudaDevice.List().Concat(OpenClDevice.List()).Where(found => found.IsUsable).Select(found => found.Name)];
            }

            if (names.Length == 0)
            {
                throw new DeviceException("This machine has no CUDA GPU and no OpenCL device that can be used. The command devices of NanoGpt says why.");
            }

            var reports = new List<GpuReport>();
            foreach (string name in names)
            {
                var device = Device.Parse(name) as GpuDevice ?? throw new ArgumentException($"{name} is not a GPU: this command is for cuda:N, opencl:N and simulator.");
                if (ladders.Length > 0 && !Chosen(device, ladders).Any())
                {
                    throw new ArgumentException($"No ladder's name contains {string.Join(" or ", ladders.Select(text => $"'{text}'"))}. There are: {string.Join(", ", device.Ladders.Select(ladder => ladder.Name).Distinct())}.");
                }

                var report = new GpuReport(device.Name, device.Description, DateTime.UtcNow, Machine.Here);
                reports.Add(report);
                Examine(device, report, ladders, () => GpuReportFiles.Write(path, reports));
            }

            Console.WriteLine($"Written to {path}.md and {path}.json");
            return reports.TrueForAll(report => report.Passed) ? 0 : 1;
        }
        catch (Exception e) when (e is DeviceException or DataException or ArgumentException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>The ladders whose names contain one of these; all, where there are none.</summary>
    private static IEnumerable<Ladder> Chosen(GpuDevice device, string[] names) =>
        device.Ladders.Where(ladder => names.Length == 0 || names.Any(name => ladder.Name.Contains(name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Fills a report, and writes it after each part: what was found out stays, even if the next part ends the program.</summary>
    private static void Examine(GpuDevice device, GpuReport report, string[] names, Action save)
    {
        Console.WriteLine($"{device.Name}: {device.Description}");
        Ladder[] ladders = [.. Chosen(device, names)];
        Action[] whole =
        [
            () => report.Checks.AddRange(GpuChecks.GradientChecks()),
            () => report.Checks.AddRange(GpuChecks.Operations(device)),
            () => report.Training = ShortTraining.Run(device),
            () => report.Gpt2 = Gpt2Training.Run(device),
        ];
        Action[] parts =
        [
            .. names.Length == 0 ? whole : [],
            () => report.Checks.AddRange(GpuChecks.Ladders(device, ladders)),
            () => report.Limits = GpuLimits.Measure(device),
            () => LadderTimes.Measure(device, ladders, report),
            .. names.Length == 0 && device is CudaDevice ? [() => TorchKernels.Measure(report)] : Array.Empty<Action>(),
        ];
        foreach (var part in parts)
        {
            try
            {
                part();
            }
            catch (Exception e)
            {
                report.Failures.Add(e.Message);
                Console.WriteLine($"  FAILED: {e.Message}");
            }

            save();
        }
    }
}
