namespace Makemore;

/// <summary>One run of a lecture.</summary>
/// <param name="Output">Gets what the lecture prints.</param>
/// <param name="MaxSteps">Shortens each training to so many steps; null: as long as in the lecture.</param>
/// <param name="Folder">Where pages with plots go; null: none are written.</param>
/// <param name="Stop">Asks it to end after the current step.</param>
public sealed record LectureRun(TextWriter Output, int? MaxSteps, string? Folder, CancellationToken Stop)
{
    /// <summary>The lecture's number of steps, or fewer if that was asked for.</summary>
    public int Steps(int ofLecture) => Math.Min(ofLecture, MaxSteps ?? ofLecture);

    /// <summary>Writes a page with plots, NAME.html, if a folder was given.</summary>
    public void SavePage(string name, IReadOnlyList<Plot> plots)
    {
        if (Folder is not null)
        {
            string path = Path.Combine(Folder, $"{name}.html");
            PlotPage.Save(path, $"Lecture {name}", plots);
            Output.WriteLine($"plots: {path}");
        }
    }
}
