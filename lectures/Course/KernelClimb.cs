namespace Lectures;

/// <summary>A walk up a kernel ladder: every version that the device can run is checked and timed, and the ladder drawn.</summary>
public static class KernelClimb
{
    /// <summary>Prints a line for each version.</summary>
    /// <param name="lecture">Where. A quick one leaves out emulated versions, which are slow.</param>
    /// <param name="device">What runs the kernels. The simulator is not timed, for it says nothing about any GPU; nor is a quick lecture.</param>
    /// <param name="job">The ladder's name: <c>softmax forward</c>.</param>
    /// <param name="shapes">What each version is compared with the oracle on; a quick lecture takes the first alone.</param>
    /// <param name="timed">What it is timed on.</param>
    /// <param name="picture">The picture's file name, if the lecture's text shows it.</param>
    public static void Show(Lecture lecture, GpuDevice device, string job, int[][] shapes, int[] timed, string? picture = null)
    {
        var ladder = device.Ladders.Single(one => one.Name == job);
        var bars = new List<LadderBar>();
        for (int rung = 0; rung < ladder.Rungs.Count; rung++)
        {
            string version = ladder.Rungs[rung];
            if (IsVariant(version) || (lecture.IsQuick && IsEmulated(version)))
            {
                continue;
            }

            var missing = ladder.Needs(rung) & ~device.Offers;
            if (missing != KernelNeeds.Nothing)
            {
                lecture.Say($"{version}: needs {missing}, which {device.Name} has not");
                continue;
            }

            var compared = shapes[..(lecture.IsQuick ? 1 : shapes.Length)].Select(shape => LadderCheck.Run(device, ladder, rung, shape)).OfType<LadderComparison>().ToList();
            if (compared.Count == 0)
            {
                lecture.Say($"{version}: fits none of the shapes tried");
                continue;
            }

            string time = "";
            if (device is not SimulatorDevice && !lecture.IsQuick && GpuTimer.Seconds(device, ladder, rung, timed) is { } seconds)
            {
                double flops = ladder.Flops(timed) / seconds, bytes = ladder.Bytes(timed) / seconds;
                time = FormattableString.Invariant($"; {1e3 * seconds:F3} ms, {flops / 1e9:F1} GFLOP/s, {bytes / 1e9:F1} GB/s");
                bars.Add(new LadderBar(version, flops / 1e9, FormattableString.Invariant($"{1e3 * seconds:F3} ms")));
            }

            double share = compared.Max(one => one.Difference / one.Allowed);
            lecture.Check(FormattableString.Invariant($"{version}: error {100 * share:F1} % of what rounding may do{time}"), compared.All(one => one.Passed));
        }

        if (bars.Count > 0)
        {
            var plot = new LadderPlot($"{job} on {device.Name}", $"GFLOP/s for the shape ({string.Join(", ", timed)})", bars);
            if (picture is null)
            {
                lecture.Show(plot);
            }
            else
            {
                lecture.ShowInText(picture, plot);
            }
        }
    }

    /// <summary>Whether a version does in steps what is one instruction elsewhere.</summary>
    public static bool IsEmulated(string version) => version.Contains(", emulated", StringComparison.Ordinal);

    /// <summary>Whether a version is another's with tiles of another size.</summary>
    public static bool IsVariant(string version) =>
        new[] { ", tiles", ", warps", " columns" }.Any(part => version.Contains(part, StringComparison.Ordinal));
}
