using System.Globalization;
using Spectre.Console;

namespace Benchmarks;

/// <summary>Shows rows as they are measured: a table that grows on a terminal, plain lines elsewhere.</summary>
public static class Table
{
    /// <summary>The columns' titles.</summary>
    public static readonly string[] Titles = ["what", "threads", "ours", "spread", "peer", "peer's time", "times as fast", "speed", "of peak or copy", "memory", "error"];

    /// <summary>The cells of a row, as text.</summary>
    public static string[] Cells(Row row) =>
    [
        row.Name,
        row.Threads.ToString(CultureInfo.InvariantCulture),
        Time(row.Times.Ours.Median),
        $"{Time(row.Times.Ours.Low)} .. {Time(row.Times.Ours.High)}",
        row.Peer,
        row.Times.Peer is { } peer ? Time(peer.Median) : "",
        row.Times.Speedup is { } speedup ? Text($"{speedup:F2}") : "",
        row.Work is { } work ? Text($"{row.Speed / work.UnitSize:F1} {work.Unit}") : "",
        row.ShareOfLimit is { } share ? Text($"{100 * share:F0} %") : "",
        row.PeakBytes is { } bytes ? Text($"{bytes / 1e9:F2} GB") : "",
        row.LargestError is { } error ? Text($"{error:0.0e0}") : "",
    ];

    /// <summary>Measures the plans one after another and shows each row at once.</summary>
    public static IReadOnlyList<Row> Show(IReadOnlyList<Plan> plans)
    {
        var rows = new List<Row>();
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            int nameWidth = plans.Max(plan => plan.Name.Length);
            WriteLine(Titles, nameWidth);
            foreach (var plan in plans)
            {
                rows.Add(plan.Measure());
                WriteLine(Cells(rows[^1]), nameWidth);
                WriteSkipped(rows[^1..]);
            }

            return rows;
        }

        var table = new Spectre.Console.Table().RoundedBorder();
        foreach (string title in Titles)
        {
            table.AddColumn(new TableColumn(title) { NoWrap = true });
        }

        AnsiConsole.Live(table).Start(live =>
        {
            foreach (var plan in plans)
            {
                table.Caption($"measuring {Markup.Escape(plan.Name)}, {plan.Threads} threads");
                live.Refresh();
                rows.Add(plan.Measure());
                table.AddRow([.. Cells(rows[^1]).Select(cell => new Text(cell))]);
            }

            table.Caption = null;
            live.Refresh();
        });
        WriteSkipped(rows);
        return rows;
    }

    private static void WriteSkipped(IEnumerable<Row> rows)
    {
        foreach (var row in rows.Where(row => row.Skipped is not null))
        {
            Console.WriteLine(row.Skipped);
        }
    }

    private static void WriteLine(string[] cells, int nameWidth)
    {
        int[] widths = [nameWidth, 7, 9, 22, 20, 11, 13, 15, 15, 7, 6];
        Console.WriteLine(string.Join("  ", cells.Select((cell, i) => i is 0 or 4 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
    }

    private static string Time(double seconds) =>
        seconds >= 1 ? Text($"{seconds:F2} s") : seconds >= 1e-3 ? Text($"{seconds * 1e3:F2} ms") : Text($"{seconds * 1e6:F1} us");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
