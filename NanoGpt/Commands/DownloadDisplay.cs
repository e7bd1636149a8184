using Spectre.Console;

namespace NanoGpt;

/// <summary>Opens a model; if it has to be downloaded first, people see how far it is: a bar on a terminal, else lines.</summary>
internal static class DownloadDisplay
{
    /// <inheritdoc cref="ModelSource.Open"/>
    public static ModelSource Open(string name, CommandIo io)
    {
        if (io.Terminal is not { } terminal || !HuggingFaceHub.Names.Contains(name))
        {
            var lines = new DownloadLines(io.Error);
            return ModelSource.Open(name, new HuggingFaceHub { Progress = (have, total) => lines.Show(name, have, total) });
        }

        return terminal.Progress().AutoClear(true).Start(context =>
        {
            ProgressTask? task = null; // made by the first bytes: what is here already needs no bar
            return ModelSource.Open(name, new HuggingFaceHub
            {
                Progress = (have, total) =>
                {
                    task ??= context.AddTask(name);
                    task.MaxValue = total ?? have;
                    task.Value = have;
                },
            });
        });
    }
}

/// <summary>Downloads as lines: one for every twentieth part.</summary>
/// <param name="output">Where they go.</param>
internal sealed class DownloadLines(TextWriter output)
{
    private const int Parts = 20;
    private const double MiB = 1 << 20;

    private (string Name, long Part) shown;

    /// <summary>Writes a line if there is a new part.</summary>
    public void Show(string name, long have, long? total)
    {
        long part = total is > 0 and { } all ? have * Parts / all : have >> 26; // without a total, a line for every 64 MiB
        if (shown != (name, part))
        {
            shown = (name, part);
            output.WriteLine(FormattableString.Invariant($"{name}: {have / MiB:F0}{(total is { } whole ? $" of {whole / MiB:F0}" : "")} MiB"));
        }
    }
}
