using System.Text;

namespace Micrograd;

/// <summary>A wrong gradient as a picture: the place of a mistake often names it (one row, one column, the diagonal).</summary>
internal static class GradientMap
{
    private const int WidestRow = 64, MostRows = 32;

    /// <summary>One character for each entry of the input: how well analytic and numeric gradient agree.</summary>
    public static string OfErrors(InputComparison comparison)
    {
        int[] shape = comparison.Input.Shape;
        int columns = shape.Length == 0 ? 1 : Math.Max(1, shape[^1]), rows = comparison.Analytic.Length / columns;
        var map = new StringBuilder();
        map.AppendLine(
            $"Gradient of {comparison.Input.Name} {Grid.Text(shape)}: "
            + ". agrees   - off by less than 1 %   # wrong   0 zero but should not be   k skipped at a kink");
        for (int row = 0; row < Math.Min(rows, MostRows); row++)
        {
            map.Append("  ");
            for (int column = 0; column < Math.Min(columns, WidestRow); column++)
            {
                map.Append(Symbol(comparison, row * columns + column)).Append(' ');
            }

            map.AppendLine(columns > WidestRow ? "..." : "");
        }

        if (rows > MostRows)
        {
            map.AppendLine($"  ... {rows - MostRows} more rows");
        }

        return map.ToString();
    }

    /// <summary>
    /// One character for each pair of output (row) and entry of the input (column); null above the limit. The analytic Jacobian is
    /// asked for output by output, with an upstream gradient that is 1 there and 0 elsewhere.
    /// </summary>
    public static string? OfJacobian(InputComparison comparison, FunctionUnderTest function, GradCheckOptions options)
    {
        if (comparison.Jacobian is not { } numeric || (long)numeric.Length * function.OutputCount > options.JacobianMapLimit)
        {
            return null;
        }

        double[][] analytic = AnalyticJacobian(comparison.InputIndex, function);
        var map = new StringBuilder();
        map.AppendLine($"Jacobian, rows: outputs {Grid.Text(function.OutputShape)}, columns: {comparison.Input.Name} {Grid.Text(comparison.Input.Shape)}: "
            + ". both 0   = agree   # differ   0 analytic is 0, numeric is not   + analytic is not 0, numeric is");
        for (int j = 0; j < function.OutputCount; j++)
        {
            map.Append("  ");
            for (int i = 0; i < numeric.Length; i++)
            {
                map.Append(Symbol(analytic[i][j], numeric[i][j])).Append(' ');
            }

            map.AppendLine();
        }

        return map.ToString();
    }

    /// <summary>The Jacobian that the gradient function believes in: [entry of the input][output].</summary>
    public static double[][] AnalyticJacobian(int inputIndex, FunctionUnderTest function)
    {
        double[][] byOutput = [.. Enumerable.Range(0, function.OutputCount).Select(j =>
        {
            var one = new double[function.OutputCount];
            one[j] = 1;
            return function.Gradient(one)[inputIndex]!;
        })];
        return [.. Enumerable.Range(0, function.Inputs[inputIndex].Values.Length).Select(i => byOutput.Select(row => row[i]).ToArray())];
    }

    private static char Symbol(InputComparison comparison, int i) => comparison.Verdicts[i] switch
    {
        Verdict.Agrees => '.',
        Verdict.Skipped => 'k',
        _ when comparison.Analytic[i] == 0 => '0',
        _ when Math.Abs(comparison.Analytic[i] - comparison.Numeric[i]) < 0.01 * Math.Abs(comparison.Numeric[i]) => '-',
        _ => '#',
    };

    private static char Symbol(double analytic, double numeric)
    {
        // Single entries are read by eye, not judged: a Jacobian entry below 1e-8 is rounding.
        bool noAnalytic = Math.Abs(analytic) < 1e-8, noNumeric = Math.Abs(numeric) < 1e-8;
        return (noAnalytic, noNumeric) switch
        {
            (true, true) => '.',
            (true, false) => '0',
            (false, true) => '+',
            _ => Math.Abs(analytic - numeric) <= 1e-6 * Math.Abs(numeric) ? '=' : '#',
        };
    }
}
