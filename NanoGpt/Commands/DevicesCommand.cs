using System.CommandLine;
using System.Runtime.InteropServices;
using Spectre.Console;

namespace NanoGpt;

/// <summary><c>devices</c>: where models can be computed on this machine.</summary>
internal static class DevicesCommand
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
        Device[] devices = [Device.Cpu, Device.Reference];
        if (io.Terminal is { } terminal)
        {
            var table = new Table().AddColumns("device", "what it is");
            foreach (var device in devices)
            {
                table.AddRow(Markup.Escape(device.Name), Markup.Escape(device.Description));
            }

            terminal.Write(table);
        }
        else
        {
            foreach (var device in devices)
            {
                io.Output.WriteLine($"{device.Name,-12}{device.Description}");
            }
        }

        io.Output.WriteLine($"This machine: {Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}, SIMD: {Instructions()}");
        return 0;
    }

    private static string Instructions() => Simd.Widest switch
    {
        SimdWidth.Vector512 => "512 bits (AVX-512); cpu:256 and cpu:scalar use less",
        SimdWidth.Vector256 => "256 bits; cpu:scalar uses none",
        _ => "none",
    };
}
