namespace Kernels;

/// <summary>How a kernel version compared with the oracle on one shape.</summary>
/// <param name="Device">Where it ran.</param>
/// <param name="Ladder">The job.</param>
/// <param name="Rung">The version.</param>
/// <param name="Shape">The sizes.</param>
/// <param name="Operand">The result that came nearest to its limit, or beyond.</param>
/// <param name="Difference">Largest difference in it.</param>
/// <param name="Allowed">What rounding explains.</param>
/// <param name="IsRepeatable">Whether a second run gave the same bits.</param>
public sealed record LadderComparison(
    string Device, string Ladder, string Rung, int[] Shape, string Operand, double Difference, double Allowed, bool IsRepeatable)
{
    /// <summary>Whether the version is right.</summary>
    public bool Passed => Difference <= Allowed && IsRepeatable;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Device}, {Ladder}, {Rung}, ({string.Join(", ", Shape)}): {Operand} differs by {Difference:e2}, allowed {Allowed:e2}{(IsRepeatable ? "" : "; a second run gave other bits")}");
}

/// <summary>Runs a kernel version and compares it with the oracle's double result.</summary>
public static class LadderCheck
{
    /// <summary>A factor for the few operations around the longest sum.</summary>
    private const double Safety = 16;

    /// <summary>Half a unit of the last of 8 bits, as a share of the smallest number that has this unit.</summary>
    private const double RoundingToBFloat16 = 1.0 / (1 << 8);

    /// <summary>One version on one shape; null: it does not fit.</summary>
    public static LadderComparison? Run(GpuDevice device, Ladder ladder, int rung, int[] shape)
    {
        var operands = ladder.Operands(shape);
        double[][] inputs = Inputs(ladder, operands, shape, ladder.PrecisionOf(rung));
        double[][] expected = On(Device.Reference, operands, inputs, buffers => ladder.RunContract(Device.Reference.Kernels, buffers, shape));
        bool fits = true;
        double[][] actual = On(device, operands, inputs, Queue);
        if (!fits)
        {
            return null;
        }

        double[][] again = On(device, operands, inputs, Queue);
        bool isRepeatable = actual.Zip(again, (a, b) => a.AsSpan().SequenceEqual(b)).All(same => same);
        var (name, difference, allowed) = Worst(ladder, operands, shape, expected, actual);
        return new LadderComparison(device.Name, ladder.Name, ladder.Rungs[rung], shape, name, difference, allowed, isRepeatable);

        void Queue(Buffer[] buffers)
        {
            fits = ladder.Fits(rung, buffers, shape);
            if (fits)
            {
                ladder.Run(rung, buffers, shape);
            }
        }
    }

    /// <summary>The result that comes nearest to its limit: Safety·√K·2⁻²⁴ of its largest value, or of 1.</summary>
    private static (string Name, double Difference, double Allowed) Worst(
        Ladder ladder, LadderOperand[] operands, int[] shape, double[][] expected, double[][] actual)
    {
        double unit = Safety * Math.Sqrt(Math.Max(1, ladder.Terms(shape))) / (1 << 24);
        var worst = (Name: "", Difference: 0.0, Allowed: double.Epsilon);
        for (int i = 0; i < operands.Length; i++)
        {
            double allowed = unit * expected[i].Select(Math.Abs).DefaultIfEmpty().Max(value => Math.Max(1, value));
            allowed *= operands[i].IsBFloat16 ? 1 + (RoundingToBFloat16 / unit) : 1;
            double difference = expected[i].Zip(actual[i], Distance).DefaultIfEmpty().Max();
            if (operands[i].IsResult && (worst.Name.Length == 0 || difference / allowed > worst.Difference / worst.Allowed))
            {
                worst = (operands[i].Name, difference, allowed);
            }
        }

        return worst;
    }

    /// <summary>|a - b|; 0 where both are the same infinity; ∞ where one is no number.</summary>
    private static double Distance(double a, double b) => a.Equals(b) ? 0 : double.IsFinite(a) && double.IsFinite(b) ? Math.Abs(a - b) : double.PositiveInfinity;

    /// <summary>
    /// Numbers for every operand. They are floats, so that both sides start from the same; a version of less precision
    /// gets factors that it holds exactly.
    /// </summary>
    private static double[][] Inputs(Ladder ladder, LadderOperand[] operands, int[] shape, Precision precision)
    {
        var random = new Random(shape.Aggregate(17, (seed, size) => unchecked((31 * seed) + size)));
        double[][] values = [.. operands.Select(operand => Numbers(operand, random, precision))];
        if (operands.Any(operand => operand.Role == OperandRole.FromForward))
        {
            var complete = ladder.Forward ?? throw new InvalidOperationException($"{ladder.Name} reads results of a forward pass, and does not say how to make them.");
            complete(values, shape);
            for (int i = 0; i < operands.Length; i++)
            {
                var exact = operands[i].IsBFloat16 ? Precision.BFloat16 : Precision.Float;
                values[i] = operands[i].Role == OperandRole.FromForward ? [.. values[i].Select(value => (double)Round((float)value, exact))] : values[i];
            }
        }

        return values;
    }

    private static double[] Numbers(LadderOperand operand, Random random, Precision precision)
    {
        double[] values = new double[operand.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            double value = operand.Role is OperandRole.PositiveIn or OperandRole.PositiveInOut ? 0.5 + (2 * random.NextDouble()) : radius * Math.Cos(2 * Math.PI * random.NextDouble());
            values[i] = operand.Below > 0 ? random.Next(operand.Below) : Round((float)value, operand.IsBFloat16 ? Precision.BFloat16 : precision);
        }

        return values;
    }

    /// <summary>The nearest number that the precision's factors hold.</summary>
    private static float Round(float value, Precision precision)
    {
        int dropped = precision switch { Precision.BFloat16 => 16, Precision.TensorFloat32 => 13, _ => 0 };
        int bits = BitConverter.SingleToInt32Bits(value);
        return dropped == 0 ? value : BitConverter.Int32BitsToSingle((bits + (1 << (dropped - 1))) >> dropped << dropped);
    }

    /// <summary>All operands after the job, on one device.</summary>
    private static double[][] On(Device device, LadderOperand[] operands, double[][] inputs, Action<Buffer[]> job)
    {
        Buffer[] buffers = [.. operands.Select((operand, i) => new Buffer(device.Allocate(operand.TypeOn(device), operand.Length), 0, operand.Length))];
        try
        {
            for (int i = 0; i < buffers.Length; i++)
            {
                if (operands[i].Below > 0)
                {
                    device.Write(buffers[i], Array.ConvertAll(inputs[i], value => (int)value));
                }
                else
                {
                    device.Write(buffers[i], inputs[i]);
                }
            }

            job(buffers);
            return [.. buffers.Select(buffer =>
            {
                double[] values = new double[buffer.Length];
                device.Read(buffer, values);
                return values;
            })];
        }
        finally
        {
            foreach (var buffer in buffers)
            {
                buffer.Storage.Release();
            }
        }
    }
}
