using System.CommandLine;

namespace NanoGpt;

/// <summary><c>presets</c>: the configurations that come with the program.</summary>
internal static class PresetsCommand
{
    /// <summary>The command for the parser.</summary>
    public static Command Create(CommandIo io)
    {
        var command = new Command("presets", "Lists what train --config knows by name: parameters, and what each is for.");
        command.SetAction(_ =>
        {
            foreach (string name in Presets.Names)
            {
                io.Output.WriteLine(FormattableString.Invariant($"{name,-22}{ParameterCount.Of(Presets.Load(name)),16:N0}  {Presets.Describe(name)}"));
            }
        });
        return command;
    }
}
