using Spectre.Console;

namespace NanoGpt;

/// <summary>Opens a model; if it has to be downloaded first, people see how far it is: a bar on a terminal, else lines.</summary>
internal static class DownloadDisplay
{
    private const int Parts = 20;
    private const double MiB = 1 << 20;

    /// <inheritdoc cref="ModelSource.Open"/>
    public static ModelSource Open(string name, CommandIo io)
    {
        if (io.Terminal is not { } terminal || !HuggingFaceHub.Names.Contains(name))
        {
            long shown = -1;
            return ModelSource.Open(name, new HuggingFaceHub { Progress = (have, total) => WriteLine(io.Error, name, have, total, ref shown) });
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

    private static void WriteLine(TextWriter error, string name, long have, long? total, ref long shown)
    {
        long part = total is > 0 and { } all ? have * Parts / all : have >> 26; // without a total, a line for every 64 MiB
        if (part != shown)
        {
            shown = part;
            error.WriteLine(FormattableString.Invariant($"{name}: {have / MiB:F0}{(total is { } whole ? $" of {whole / MiB:F0}" : "")} MiB"));
        }
    }
}
