using System.Globalization;
using System.Text;

namespace Lectures;

/// <summary>
/// A lecture while it runs: it prints each step's title, sets its own numbers beside the original lecture's, gathers pictures,
/// and at the end says whether all numbers agreed.
/// </summary>
public sealed class Lecture
{
    private const int Failed = 1;

    private readonly LectureOptions options;
    private readonly List<Plot> plots = [];
    private string? otherData;
    private int step, checks, differences, unchecked_;

    private Lecture(string title, LectureOptions options)
    {
        this.options = options;
        Title = title;
        Output.WriteLine(title);
    }

    /// <summary>The lecture's name.</summary>
    public string Title { get; }

    /// <summary>Whether long trainings are shortened.</summary>
    public bool IsQuick => options.IsQuick;

    /// <summary>The device that was asked for by <c>--device</c>; null: none.</summary>
    public string? DeviceName => options.Device;

    /// <summary>Where it prints.</summary>
    public TextWriter Output { get; } = Console.Out;

    /// <summary>Reads the command line: <c>--step N</c>, <c>--quick</c>, <c>--out-dir DIR</c>, <c>--pictures</c>.</summary>
    /// <param name="title">Number and name.</param>
    /// <param name="args">The program's arguments.</param>
    /// <param name="deviceHelp">For a lecture that takes <c>--device</c>: what that does there.</param>
    public static Lecture Start(string title, string[] args, string? deviceHelp = null)
    {
        // What goes wrong becomes one sentence, wherever in the lecture it happens.
        AppDomain.CurrentDomain.UnhandledException += (_, e) =>
        {
            Console.Error.WriteLine(e.ExceptionObject is DataException or DeviceException or MinBpe.TokenizerException or IOException ? ((Exception)e.ExceptionObject).Message : $"{e.ExceptionObject}");
            Environment.Exit(Failed);
        };
        var (options, exitCode) = LectureOptions.Parse(title, args, CommandIo.Console, deviceHelp);
        if (options is null)
        {
            Environment.Exit(exitCode);
        }

        OutputFolder.Require(options!.OutDir); // its pages are written after minutes of training
        return new Lecture(title, options);
    }

    /// <summary>Begins the next step; if the lecture was to end before it, it ends here.</summary>
    public void Step(string title)
    {
        if (step == options.LastStep)
        {
            Environment.Exit(End());
        }

        step++;
        Output.WriteLine();
        Output.WriteLine($"{step}. {title}");
    }

    /// <summary>Prints a line; numbers have points, whatever the country.</summary>
    public void Say(FormattableString line) => Output.WriteLine("   " + FormattableString.Invariant(line));

    /// <summary>As many steps as in the lecture, or, when it is to be quick, only a few.</summary>
    public int Steps(int inLecture, int whenQuick) => IsQuick ? Math.Min(inLecture, whenQuick) : inLecture;

    /// <summary>How many examples of a split a model is measured on: all, or, when it is to be quick, only the first.</summary>
    public int MostExamples => Steps(int.MaxValue, whenQuick: 4096);

    /// <summary>Says that other data than the lecture's is used: its numbers are then shown but not compared.</summary>
    /// <param name="text">Where the data came from.</param>
    public void Uses(CorpusText text)
    {
        if (!text.IsOriginal)
        {
            otherData = text.Source;
            Say($"{text.Notice}");
        }
    }

    /// <summary>Prints a number beside the original lecture's, and notes whether they agree in every digit that is shown there.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="seen">The number here.</param>
    /// <param name="original">The number there, as printed there: <c>2.4541</c>.</param>
    /// <param name="within">A greater difference that is allowed, where the original is not exactly repeatable; say why beside the call.</param>
    public void Expect(string what, double seen, string original, double within = 0)
    {
        int point = original.IndexOf('.', StringComparison.Ordinal), digits = point < 0 ? 0 : original.Length - point - 1;
        double halfDigit = 0.5 * Math.Pow(10, -digits) * (1 + 1e-9);
        bool agrees = Math.Abs(seen - double.Parse(original, CultureInfo.InvariantCulture)) <= Math.Max(within, halfDigit);
        Compare(what, Written(seen, digits), within > 0 ? $"{original} ± {within.ToString(CultureInfo.InvariantCulture)}" : original, agrees);
    }

    /// <summary>As <see cref="Expect"/>, of a number that only the whole training reaches: a quick run shows it without comparing.</summary>
    public void ExpectWhole(string what, double seen, string original, double within = 0)
    {
        if (IsQuick)
        {
            Say($"{what}: {seen:F4} (whole training: {original})");
            return;
        }

        Expect(what, seen, original, within);
    }

    /// <summary>Prints a text beside the original lecture's.</summary>
    public void ExpectText(string what, string seen, string original) => Compare(what, seen, original, seen == original);

    /// <summary>As <see cref="ExpectText"/>, of a text that only the whole training reaches: a quick run shows it without comparing.</summary>
    public void ExpectWholeText(string what, string seen, string original)
    {
        if (IsQuick)
        {
            Say($"{what}: {seen} (whole training: {original})");
            return;
        }

        ExpectText(what, seen, original);
    }

    /// <summary>Notes a claim of the lecture, such as that two ways give the same.</summary>
    public void Check(string claim, bool holds) => Compare(claim, holds ? "yes" : "no", "yes", holds);

    /// <summary>Puts a picture into the lecture's page.</summary>
    public void Show(Plot plot) => plots.Add(plot);

    /// <summary>As <see cref="Show"/>; the lecture's text shows this picture too, from its folder <c>pictures</c>.</summary>
    /// <param name="name">The file's name, without <c>.svg</c>.</param>
    /// <param name="plot">The picture.</param>
    public void ShowInText(string name, Plot plot)
    {
        Show(plot);
        if (options.WritesPictures)
        {
            byte[] picture = Encoding.UTF8.GetBytes(plot.ToSvg());
            AtomicFile.Write(Path.Combine(Folder, "pictures", $"{name}.svg"), stream => stream.Write(picture));
        }
    }

    /// <summary>Where a page of its own goes, such as a time machine; says so.</summary>
    /// <param name="name">The file's name.</param>
    public string NewPage(string name)
    {
        string path = Path.Combine(options.OutDir, $"{Path.GetFileName(Folder)}-{name}.html");
        Say($"page: {path}");
        return path;
    }

    /// <summary>Writes the page of pictures and sums up.</summary>
    /// <returns>The program's exit code: 0 if every number agreed.</returns>
    public int End()
    {
        Output.WriteLine();
        if (plots.Count > 0)
        {
            string path = Path.Combine(options.OutDir, $"{Path.GetFileName(Folder)}.html");
            PlotPage.Save(path, Title, plots);
            Output.WriteLine($"pictures: {path}");
        }

        string agreed = checks == 0 && unchecked_ > 0 ? "" : $"{checks - differences} of {checks} numbers agree with the lecture";
        string left = unchecked_ == 0 ? "" : $"{(agreed == "" ? "" : ", ")}{unchecked_} not compared: the data is {otherData}, not the lecture's";
        Output.WriteLine($"{agreed}{left}");
        return differences == 0 ? 0 : Failed;
    }

    /// <summary>With so many digits; what is 0 in all of them has no sign.</summary>
    private static string Written(double number, int digits)
    {
        string text = number.ToString($"F{digits}", CultureInfo.InvariantCulture);
        return text.TrimStart('-').All(c => c is '0' or '.') ? text.TrimStart('-') : text;
    }

    private static string Folder => (string)AppContext.GetData("EntryPointFileDirectoryPath")!;

    private void Compare(string what, string seen, string original, bool agrees)
    {
        if (otherData is not null)
        {
            unchecked_++;
            Output.WriteLine(seen == original ? $"   {what}: {seen}" : $"   {what}: {seen} (lecture: {original})");
            return;
        }

        checks++;
        differences += agrees ? 0 : 1;
        Output.WriteLine(agrees ? $"   {what}: {seen} ✓" : $"   {what}: {seen} ✗ (lecture: {original})");
    }
}
