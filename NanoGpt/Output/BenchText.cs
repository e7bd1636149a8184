using Spectre.Console;

namespace NanoGpt;

/// <summary>A measured training step as people read it.</summary>
internal static class BenchText
{
    private const double Giga = 1e9, Mega = 1e6;

    private static readonly string[] Titles = ["operation", "pass", "kernels", "ms", "of step", "GFLOP", "MB", "GFLOP/s", "GB/s", "of limit"];

    /// <summary>Writes the tables: a frame on a terminal, columns of text elsewhere.</summary>
    public static void Write(CommandIo io, MeteredTraining training)
    {
        var (roofline, trainer) = (training.Roofline, training.Trainer);
        var (config, model) = (trainer.Config, trainer.Model);
        string peak = double.IsFinite(roofline.Peak) ? FormattableString.Invariant($"{roofline.Peak / Giga:N0} GFLOP/s of multiply-adds, ") : "";
        Line($"device     {model.Device}: {model.Device.Description}");
        Line($"model      {config.Model.ToString().ToLowerInvariant()}: {model.ParameterCount:N0} parameters; {config.TokensPerStep:N0} random tokens a step: {config.AccumulationSteps} x {config.BatchSize} x {config.BlockSize}");
        Line($"limits     {peak}copies of {roofline.MemoryCopy / Giga:N1} GB/s through memory, {roofline.FastestCopy / Giga:N1} GB/s through the caches (measured now)");
        Line($"step       {1e3 * training.Seconds:N2} ms, {config.TokensPerStep / training.Seconds:N0} tokens/s; {1e3 * roofline.StepSeconds:N2} ms while every kernel is timed, as below");
        io.Output.WriteLine();
        var total = roofline.Total;
        double between = roofline.StepSeconds - total.Seconds;
        WriteTable(io, Titles, [
            .. roofline.Rows.Select(row => Cells(row, row.Pass.ToString().ToLowerInvariant(), roofline.StepSeconds)),
            Cells(total, "", roofline.StepSeconds),
            ["between them", "", "", Invariant($"{1e3 * between:N3}"), Invariant($"{100 * between / roofline.StepSeconds:N1} %"), "", "", "", "", ""],
        ]);
        io.Output.WriteLine();
        var peakMemory = PeakMemory.Of(training.Steps[^1]);
        Line($"memory     {peakMemory.Bytes / Mega:N1} MB at the most, {1e3 * peakMemory.Seconds:N2} ms after the step's start; then live:");
        WriteTable(io, ["operation", "pass", "buffers", "MB"], [.. peakMemory.Parts.Select(part =>
            (string[])[part.Operation, part.Pass, part.Buffers > 0 ? Invariant($"{part.Buffers}") : "", Invariant($"{part.Bytes / Mega:N2}")])]);

        void Line(FormattableString line) => io.Output.WriteLine(FormattableString.Invariant(line));
    }

    private static string[] Cells(RooflineRow row, string pass, double stepSeconds) =>
    [
        row.Operation,
        pass,
        Invariant($"{row.Calls:0.#}"),
        Invariant($"{1e3 * row.Seconds:N3}"),
        Invariant($"{100 * row.Seconds / stepSeconds:N1} %"),
        Invariant($"{row.Flops / Giga:N4}"),
        Invariant($"{row.Bytes / Mega:N2}"),
        Invariant($"{row.FlopsPerSecond / Giga:N1}"),
        Invariant($"{row.BytesPerSecond / Giga:N1}"),
        row.LimitSeconds > 0 ? Invariant($"{100 * row.ShareOfLimit:N0} %") : "",
    ];

    private static void WriteTable(CommandIo io, string[] titles, IReadOnlyList<string[]> rows)
    {
        if (io.Terminal is { } terminal)
        {
            var table = new Table().RoundedBorder();
            for (int i = 0; i < titles.Length; i++)
            {
                table.AddColumn(new TableColumn(titles[i]) { NoWrap = true, Alignment = i < 2 ? Justify.Left : Justify.Right });
            }

            foreach (string[] row in rows)
            {
                table.AddRow([.. row.Select(cell => new Text(cell))]);
            }

            terminal.Write(table);
            return;
        }

        int[] widths = [.. titles.Select((title, i) => Math.Max(title.Length, rows.Max(row => row[i].Length)))];
        foreach (string[] row in rows.Prepend(titles))
        {
            io.Output.WriteLine(string.Join("  ", row.Select((cell, i) => i < 2 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
