namespace Tests;

/// <summary>Operands of a matrix multiplication, the same on every device.</summary>
internal sealed class MatMulProblem
{
    public MatMulProblem(MatMulShape shape)
    {
        var random = new Random(shape.M + (1000 * shape.N) + shape.K);
        Shape = shape;
        A = Numbers(shape.M * shape.K * (shape.SharedA ? 1 : shape.Batch), random);
        B = Numbers(shape.K * shape.N * (shape.SharedB ? 1 : shape.Batch), random);
        Bias = Numbers(shape.N, random);
        C = Numbers(shape.M * shape.N * shape.Batch, random);
    }

    private MatMulProblem(MatMulShape shape, float[] a, float[] b, float[] bias, float[] c) => (Shape, A, B, Bias, C) = (shape, a, b, bias, c);

    public MatMulShape Shape { get; }

    public float[] A { get; }

    public float[] B { get; }

    public float[] Bias { get; }

    /// <summary>What C holds before.</summary>
    public float[] C { get; }

    /// <summary>One product of the batch.</summary>
    public MatMulProblem Product(int index) => new(
        Shape with { Batch = 1 },
        A.AsSpan(index * Shape.StrideA, Shape.M * Shape.K).ToArray(),
        B.AsSpan(index * Shape.StrideB, Shape.K * Shape.N).ToArray(),
        Bias,
        C.AsSpan(index * Shape.M * Shape.N, Shape.M * Shape.N).ToArray());

    /// <summary>One row of a product that is no batch and does not transpose A.</summary>
    public MatMulProblem Row(int row) => new(
        Shape with { M = 1 }, A.AsSpan(row * Shape.K, Shape.K).ToArray(), B, Bias, C.AsSpan(row * Shape.N, Shape.N).ToArray());

    /// <summary>C on a device in single precision.</summary>
    public float[] Compute(Device device, bool withBias, bool accumulate)
    {
        var c = Upload(device, C);
        device.Kernels.MatMul(Upload(device, A), Upload(device, B), withBias ? Upload(device, Bias) : null, c, Shape, accumulate);
        float[] found = new float[c.Length];
        device.Read(c, found);
        return found;
    }

    /// <summary>C in double precision.</summary>
    public double[] Reference(bool withBias, bool accumulate) => InDouble(A, B, Bias, C, withBias, accumulate);

    /// <summary>Σ |a·b| + |bias| + |c|: what the rounding errors of a sum are measured by.</summary>
    public double[] Magnitudes(bool withBias, bool accumulate) => InDouble(Absolute(A), Absolute(B), Absolute(Bias), Absolute(C), withBias, accumulate);

    private static float[] Absolute(float[] values) => Array.ConvertAll(values, MathF.Abs);

    private static float[] Numbers(int count, Random random)
    {
        var numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = (2 * random.NextSingle()) - 1;
        }

        return numbers;
    }

    private static Kernels.Buffer Upload(Device device, float[] values)
    {
        var buffer = new Kernels.Buffer(device.Allocate(device.FloatType, values.Length), 0, values.Length);
        device.Write(buffer, values);
        return buffer;
    }

    private double[] InDouble(float[] a, float[] b, float[] bias, float[] c, bool withBias, bool accumulate)
    {
        var device = Device.Reference;
        var result = Upload(device, c);
        device.Kernels.MatMul(Upload(device, a), Upload(device, b), withBias ? Upload(device, bias) : null, result, Shape, accumulate);
        double[] found = new double[result.Length];
        device.Read(result, found);
        return found;
    }
}
