using System.CommandLine;

namespace Lectures;

/// <summary>A lecture's command line.</summary>
/// <param name="LastStep">The step after which it ends; null: the last.</param>
/// <param name="IsQuick">Whether long trainings are shortened.</param>
/// <param name="OutDir">Where pages go.</param>
/// <param name="WritesPictures">Whether the pictures of the lecture's text are written again.</param>
/// <param name="Device">The device that was asked for; null: none, or the lecture does not ask.</param>
internal sealed record LectureOptions(int? LastStep, bool IsQuick, string OutDir, bool WritesPictures, string? Device)
{
    /// <summary>Reads it.</summary>
    /// <returns>The options, or null and the exit code where the lecture is not to run: after a mistake, or <c>--help</c>.</returns>
    public static (LectureOptions? Options, int ExitCode) Parse(string title, string[] args, CommandIo io, string? deviceHelp = null)
    {
        LectureOptions? options = null;
        var step = new Option<int?>("--step") { Description = "Ends after this step." };
        step.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError("--step must be at least 1; leave it off to run to the end.");
            }
        });
        var quick = new Option<bool>("--quick") { Description = "Shortens long trainings; their numbers are then shown without comparing." };
        var outDir = new Option<string>("--out-dir", "-o") { Description = "The folder for pages with pictures.", DefaultValueFactory = _ => Path.Combine("out", "lectures") };
        var pictures = new Option<bool>("--pictures") { Description = "Writes the pictures of the lecture's text again." };
        var device = new Option<string?>("--device") { Description = deviceHelp };
        int exitCode = CommandLine.Run(title, [step, quick, outDir, pictures, .. deviceHelp is null ? Array.Empty<Option>() : [device]], args, io, parsed =>
            options = new LectureOptions(
                parsed.GetValue(step), parsed.GetValue(quick), parsed.GetValue(outDir)!, parsed.GetValue(pictures), deviceHelp is null ? null : parsed.GetValue(device)));
        return (options, exitCode);
    }
}
