using System.Globalization;
using System.Text;

namespace Lectures;

/// <summary>Comparisons for checks. What fails says what was expected, what came, and where the difference is largest.</summary>
public static class Expect
{
    private const int EntriesShown = 5;

    /// <summary>Two numbers that must agree.</summary>
    /// <param name="what">What is compared.</param>
    /// <param name="expected">What should come.</param>
    /// <param name="actual">What the learner's code gave.</param>
    /// <param name="tolerance">The greatest difference, as a part of the larger number (or of 1, if both are smaller).</param>
    public static void Close(string what, double expected, double actual, double tolerance = 1e-9) => Close(what, [expected], [actual], tolerance);

    /// <summary>Two lists of numbers that must agree.</summary>
    /// <inheritdoc cref="Close(string, double, double, double)"/>
    public static void Close(string what, IReadOnlyList<double> expected, IReadOnlyList<double>? actual, double tolerance = 1e-9)
    {
        if (actual is null)
        {
            throw new CheckFailedException($"{what} is null; expected {expected.Count} numbers.");
        }

        if (expected.Count != actual.Count)
        {
            throw new CheckFailedException($"{what} has {actual.Count} numbers; expected {expected.Count}.");
        }

        var wrong = Enumerable.Range(0, expected.Count)
            .Where(i => !Agree(expected[i], actual[i], tolerance))
            .OrderByDescending(i => double.IsNaN(actual[i]) ? double.PositiveInfinity : Math.Abs(expected[i] - actual[i]))
            .ToList();
        if (wrong.Count == 0)
        {
            return;
        }

        if (expected.Count == 1)
        {
            throw new CheckFailedException(FormattableString.Invariant($"{what} is {actual[0]:g10}; expected {expected[0]:g10}{Ratio(expected[0], actual[0])}."));
        }

        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{what}: {wrong.Count} of {expected.Count} numbers are wrong. The worst:");
        foreach (int i in wrong.Take(EntriesShown))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  [{i}] is {actual[i]:g8}, expected {expected[i]:g8}{Ratio(expected[i], actual[i])}");
        }

        throw new CheckFailedException(text.ToString());
    }

    /// <summary>Two things that must be equal.</summary>
    public static void Equal<T>(string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new CheckFailedException(FormattableString.Invariant($"{what} is {Show(actual)}; expected {Show(expected)}."));
        }
    }

    /// <summary>Two lists that must be equal, element by element.</summary>
    public static void Same<T>(string what, IReadOnlyList<T> expected, IReadOnlyList<T>? actual)
    {
        if (actual is null || actual.Count != expected.Count)
        {
            throw new CheckFailedException($"{what} has {(actual is null ? "no" : actual.Count)} elements; expected {expected.Count}: {Show(expected)}, got {Show(actual)}.");
        }

        for (int i = 0; i < expected.Count; i++)
        {
            Equal($"{what}[{i}]", expected[i], actual[i]);
        }
    }

    /// <summary>A number that the learner worked out by hand. What fails does not give it away.</summary>
    /// <inheritdoc cref="Close(string, double, double, double)"/>
    public static void Predicted(string what, double expected, double actual, double tolerance)
    {
        if (!Agree(expected, actual, tolerance))
        {
            string how = double.IsNaN(actual) ? "write your number there"
                : expected != 0 && Agree(-expected, actual, tolerance) ? "the size is right, the sign is not"
                : actual > expected ? "too large" : "too small";
            throw new CheckFailedException($"{what} = {Show(actual)} is not right: {how}.");
        }
    }

    /// <summary>A whole number, or yes or no, that the learner worked out by hand. What fails does not give it away.</summary>
    public static void Predicted<T>(string what, T expected, T actual)
        where T : IComparable<T>
    {
        if (actual.CompareTo(expected) is not 0 and var order)
        {
            throw new CheckFailedException($"{what} = {Show(actual)} is not right{(actual is bool ? "" : order > 0 ? ": too large" : ": too small")}.");
        }
    }

    /// <summary>A shape that the learner worked out by hand. What fails does not give it away.</summary>
    public static void Predicted(string what, IReadOnlyList<int> expected, IReadOnlyList<int> actual)
    {
        if (!expected.SequenceEqual(actual))
        {
            throw new CheckFailedException($"{what} = {Show(actual)} is not right: {(actual.Count == expected.Count ? "the sizes are others" : $"{expected.Count} sizes are asked for")}.");
        }
    }

    /// <summary>Something that must hold.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="otherwise">What to say if not.</param>
    public static void True(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new CheckFailedException(otherwise);
        }
    }

    /// <summary>A gradient that must agree with difference quotients; if not, the report with its diagnosis is what fails.</summary>
    public static void Passes(GradCheckReport report)
    {
        if (!report.Passed)
        {
            throw new CheckFailedException(report.ToString().TrimEnd());
        }
    }

    private static bool Agree(double expected, double actual, double tolerance) =>
        expected.Equals(actual) || (double.IsFinite(actual) && Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Max(Math.Abs(expected), Math.Abs(actual))));

    private static string Ratio(double expected, double actual) =>
        expected != 0 && double.IsFinite(actual) && actual != 0 ? FormattableString.Invariant($" (ratio {actual / expected:g5})") : "";

    private static string Show<T>(T value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool holds => holds ? "true" : "false",
        System.Collections.IEnumerable list => $"[{string.Join(", ", list.Cast<object>().Take(24).Select(Show))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
