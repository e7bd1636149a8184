using System.CommandLine;
using System.Runtime.InteropServices;
using Spectre.Console;

namespace Micrograd;

/// <summary><c>devices</c>: where models can be computed on this machine.</summary>
public static class DevicesCommand
{
    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var command = new Command("devices", "Lists where models can be computed on this machine.");
        command.SetAction(_ => Run(io));
        return command;
    }

    private static int Run(CommandIo io)
    {
        (string Name, string Text)[] rows =
        [
            .. Rows("cuda", CudaDevice.List(), CudaDevice.WhyNone),
            .. Rows("opencl", OpenClDevice.List(), OpenClDevice.WhyNone),
            .. new Device[] { Device.Cpu, Device.Reference }.Select(device => (device.Name, device.Description)),
        ];
        if (io.Terminal is { } terminal)
        {
            var table = new Table().AddColumns("device", "what it is");
            foreach (var (name, text) in rows)
            {
                table.AddRow(Markup.Escape(name), Markup.Escape(text));
            }

            terminal.Write(table);
        }
        else
        {
            foreach (var (name, text) in rows)
            {
                io.Output.WriteLine($"{name,-12}{text}");
            }
        }

        io.Output.WriteLine($"--device auto is {Device.BestName} here. This machine: {Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}, SIMD: {Instructions()}");
        return 0;
    }

    /// <summary>The devices that a driver shows, or why there are none.</summary>
    private static IEnumerable<(string Name, string Text)> Rows(string kind, IReadOnlyList<FoundDevice> found, string whyNone) =>
        found.Count == 0 ? [(kind, $"none. {whyNone}")] : found.Select(device => (device.Name, device.ToString()));

    private static string Instructions() => Simd.Widest switch
    {
        SimdWidth.Vector512 => "512 bits (AVX-512); cpu:256 and cpu:scalar use less",
        SimdWidth.Vector256 => "256 bits; cpu:scalar uses none",
        _ => "none",
    };
}
