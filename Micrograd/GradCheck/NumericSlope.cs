namespace Micrograd;

/// <summary>The slope of the loss (c, f(x)) in one direction, by differences, and how far it can be trusted.</summary>
/// <param name="Value">Richardson's extrapolation (4 D(h/2) - D(h)) / 3 of two central differences; its error falls as h^4.</param>
/// <param name="Error">|D(h/2) - Value|, plus what rounding alone may do.</param>
/// <param name="Jump">How much the slope to the right differs from the slope to the left as h goes to 0; 0 where f is smooth.</param>
/// <param name="Column">The same slope of every output by itself: one column of the Jacobian.</param>
internal readonly record struct NumericSlope(double Value, double Error, double Jump, double[] Column)
{
    /// <summary>How much smaller the steps become where the first one left a doubt.</summary>
    private static readonly double[] Shrink = [8, 64, 512];

    /// <summary>False where f is not defined within a step, as for log near 0.</summary>
    public bool IsFinite => double.IsFinite(Value) && double.IsFinite(Jump);

    /// <summary>Measures with the steps h and h/2.</summary>
    /// <param name="outputsAt">The outputs after a move by t in the direction.</param>
    /// <param name="outputs">The outputs at t = 0.</param>
    /// <param name="upstream">c, the weights of the outputs in the loss.</param>
    /// <param name="h">The step.</param>
    public static NumericSlope Measure(Func<double, double[]> outputsAt, double[] outputs, double[] upstream, double h)
    {
        double[] right = outputsAt(h), left = outputsAt(-h), nearRight = outputsAt(h / 2), nearLeft = outputsAt(-h / 2);
        var column = new double[outputs.Length];
        double value = 0, nearSlope = 0, jump = 0, size = 0;
        for (int j = 0; j < outputs.Length; j++)
        {
            double wide = (right[j] - left[j]) / (2 * h);
            double near = (nearRight[j] - nearLeft[j]) / h;
            column[j] = (4 * near - wide) / 3;

            // Right slope minus left slope is h f'' for a smooth f: it halves with h, and twice the near one cancels the wide one.
            double wideJump = (right[j] - 2 * outputs[j] + left[j]) / h;
            double nearJump = (nearRight[j] - 2 * outputs[j] + nearLeft[j]) / (h / 2);

            value += upstream[j] * column[j];
            nearSlope += upstream[j] * near;
            jump += upstream[j] * (2 * nearJump - wideJump);
            size += Math.Abs(upstream[j] * outputs[j]);
        }

        double rounding = Math.ScaleB(size, -52) / h;
        return new(value, Math.Abs(nearSlope - value) + rounding, Math.Max(0, Math.Abs(jump) - 16 * rounding), column);
    }

    /// <summary>
    /// Measures again with smaller steps and keeps the best: a kink nearby falls outside, a sharp bend is resolved. A kink at
    /// the point itself stays at every step, and so does its jump.
    /// </summary>
    /// <param name="outputsAt">The outputs after a move by t in the direction.</param>
    /// <param name="outputs">The outputs at t = 0.</param>
    /// <param name="upstream">c, the weights of the outputs in the loss.</param>
    /// <param name="h">The step of this first measurement.</param>
    /// <param name="goodEnough">An error and a jump below which no smaller step is tried.</param>
    public NumericSlope Refine(Func<double, double[]> outputsAt, double[] outputs, double[] upstream, double h, double goodEnough)
    {
        NumericSlope best = this;
        double jump = Jump;
        foreach (double shrink in Shrink)
        {
            if (best.Error <= goodEnough && jump <= goodEnough)
            {
                break;
            }

            NumericSlope next = Measure(outputsAt, outputs, upstream, h / shrink);
            if (!next.IsFinite)
            {
                continue;
            }

            if (!best.IsFinite || next.Error < best.Error)
            {
                best = next;
            }

            jump = double.IsFinite(jump) ? Math.Min(jump, next.Jump) : next.Jump;
        }

        return best with { Jump = jump };
    }
}
