namespace Tests;

/// <summary>A number that is too small is refused by its option's name, in every command, before a model is looked for.</summary>
public class OptionRangeTests
{
    [Theory]
    [InlineData("check", "--steps", "-1", "at least 0", "--model", "m", "--state", "s")]
    [InlineData("check", "--resume-steps", "-2", "at least 0", "--model", "m", "--state", "s")]
    [InlineData("demo", "--threads", "-1", "at least 0", "adder")]
    [InlineData("eval", "--batch-size", "0", "at least 1", "--init-from", "m")]
    [InlineData("hellaswag", "--limit", "-1", "at least 0", "--init-from", "m")]
    [InlineData("prepare", "--workers", "-1", "at least 0", "text", "--out", "o", "--input", "i")]
    [InlineData("prepare", "--shard-size", "3000000000", "2147483647 at most", "text", "--out", "o", "--input", "i")]
    [InlineData("sample", "--temperature", "NaN", "at least 0")]
    [InlineData("sizing", "--tokens-per-second", "Infinity", "at least 0")]
    public void Too_small_numbers_are_refused(string command, string option, string value, string part, params string[] more)
    {
        var (code, output, error) = NanoGptRun.Of([command, .. more, option, value]);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"{option} is ", error);
        Assert.Contains(part, error);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData(1, 0.999)]
    [InlineData(0, double.NaN)]
    [InlineData(0, double.PositiveInfinity)]
    public void What_is_not_at_least_so_much_is_refused(double least, double value) =>
        Assert.Contains("--x is", Assert.Throws<UsageException>(() => UsageException.RequireAtLeast(least, "--x", value)).Message);

    [Fact]
    public void The_least_is_allowed() => UsageException.RequireAtLeast(1, "--x", 1);
}
