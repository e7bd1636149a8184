using ILGPU;

namespace Kernels;

/// <summary>
/// A row of up to 1024 numbers in a warp's registers: each lane has eight fours, which lie 128 columns apart. Every operation is written out, eight times:
/// of a loop over an array the assembler makes what it likes, and what it likes may be moving all numbers on by one four in each turn.
/// </summary>
internal readonly struct LaneRow(Float4 q0, Float4 q1, Float4 q2, Float4 q3, Float4 q4, Float4 q5, Float4 q6, Float4 q7)
{
    /// <summary>The lane's fours.</summary>
    public readonly Float4 Q0 = q0, Q1 = q1, Q2 = q2, Q3 = q3, Q4 = q4, Q5 = q5, Q6 = q6, Q7 = q7;

    /// <summary>A row of one number.</summary>
    public static LaneRow Of(float value) => Of(new Float4(value, value, value, value));

    /// <summary>Reads a row.</summary>
    /// <param name="matrix">(rows, columns), columns a multiple of four, aligned to 16 bytes.</param>
    /// <param name="first">The row's first element.</param>
    /// <param name="columns">Its length.</param>
    /// <param name="beyond">What stands for the numbers beyond its end.</param>
    public static LaneRow Load(ArrayView<float> matrix, int first, int columns, float beyond) => new(
        Quad(matrix, first, columns, beyond, 0),
        Quad(matrix, first, columns, beyond, 1),
        Quad(matrix, first, columns, beyond, 2),
        Quad(matrix, first, columns, beyond, 3),
        Quad(matrix, first, columns, beyond, 4),
        Quad(matrix, first, columns, beyond, 5),
        Quad(matrix, first, columns, beyond, 6),
        Quad(matrix, first, columns, beyond, 7));

    /// <summary>Writes what is no part of what is beyond.</summary>
    public void Store(ArrayView<float> matrix, int first, int columns)
    {
        Put(matrix, first, columns, 0, Q0);
        Put(matrix, first, columns, 1, Q1);
        Put(matrix, first, columns, 2, Q2);
        Put(matrix, first, columns, 3, Q3);
        Put(matrix, first, columns, 4, Q4);
        Put(matrix, first, columns, 5, Q5);
        Put(matrix, first, columns, 6, Q6);
        Put(matrix, first, columns, 7, Q7);
    }

    /// <summary>The lane's largest number.</summary>
    public float Largest() => MathF.Max(
        MathF.Max(MathF.Max(Max(Q0), Max(Q1)), MathF.Max(Max(Q2), Max(Q3))), MathF.Max(MathF.Max(Max(Q4), Max(Q5)), MathF.Max(Max(Q6), Max(Q7))));

    /// <summary>The lane's sum.</summary>
    public float Sum() => Add(Q0) + Add(Q1) + Add(Q2) + Add(Q3) + Add(Q4) + Add(Q5) + Add(Q6) + Add(Q7);

    /// <summary>The lane's Σ xy.</summary>
    public float Dot(LaneRow y) => Times(y).Sum();

    /// <summary>x·y.</summary>
    public LaneRow Times(LaneRow y) => new(
        Times(Q0, y.Q0), Times(Q1, y.Q1), Times(Q2, y.Q2), Times(Q3, y.Q3), Times(Q4, y.Q4), Times(Q5, y.Q5), Times(Q6, y.Q6), Times(Q7, y.Q7));

    /// <summary>x + y.</summary>
    public LaneRow Plus(LaneRow y) => new(
        Plus(Q0, y.Q0), Plus(Q1, y.Q1), Plus(Q2, y.Q2), Plus(Q3, y.Q3), Plus(Q4, y.Q4), Plus(Q5, y.Q5), Plus(Q6, y.Q6), Plus(Q7, y.Q7));

    /// <summary>What becomes of each number.</summary>
    public LaneRow Map<TMap>(TMap map)
        where TMap : struct, INumberMap
        => new(Of(map, Q0), Of(map, Q1), Of(map, Q2), Of(map, Q3), Of(map, Q4), Of(map, Q5), Of(map, Q6), Of(map, Q7));

    /// <summary>The same, with zeros beyond a row's end.</summary>
    public LaneRow Within(int columns) => new(
        Within(columns, 0, Q0), Within(columns, 1, Q1), Within(columns, 2, Q2), Within(columns, 3, Q3),
        Within(columns, 4, Q4), Within(columns, 5, Q5), Within(columns, 6, Q6), Within(columns, 7, Q7));

    private static Float4 Within(int columns, int quad, Float4 numbers) => LaneQuads.Column(quad) < columns ? numbers : new Float4(0f, 0f, 0f, 0f);

    private static LaneRow Of(Float4 quad) => new(quad, quad, quad, quad, quad, quad, quad, quad);

    private static Float4 Quad(ArrayView<float> matrix, int first, int columns, float beyond, int quad)
    {
        int column = LaneQuads.Column(quad);
        return column < columns ? matrix.Cast<Float4>()[(first + column) / 4] : new Float4(beyond, beyond, beyond, beyond);
    }

    private static void Put(ArrayView<float> matrix, int first, int columns, int quad, Float4 numbers)
    {
        int column = LaneQuads.Column(quad);
        if (column < columns)
        {
            matrix.Cast<Float4>()[(first + column) / 4] = numbers;
        }
    }

    private static float Max(Float4 q) => MathF.Max(MathF.Max(q.X, q.Y), MathF.Max(q.Z, q.W));

    private static float Add(Float4 q) => q.X + q.Y + q.Z + q.W;

    private static Float4 Plus(Float4 a, Float4 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z, a.W + b.W);

    private static Float4 Times(Float4 a, Float4 b) => new(a.X * b.X, a.Y * b.Y, a.Z * b.Z, a.W * b.W);

    private static Float4 Of<TMap>(TMap map, Float4 q)
        where TMap : struct, INumberMap
        => new(map.Of(q.X), map.Of(q.Y), map.Of(q.Z), map.Of(q.W));
}

/// <summary>A function of a number, with its constants.</summary>
internal interface INumberMap
{
    /// <summary>Its value.</summary>
    float Of(float x);
}

/// <summary>a·x + b.</summary>
internal readonly struct LinearMap(float a, float b) : INumberMap
{
    /// <inheritdoc/>
    public float Of(float x) => (a * x) + b;
}

/// <summary>(x - center)·factor, exact where the center is large beside the differences.</summary>
internal readonly struct CenteredMap(float center, float factor) : INumberMap
{
    /// <inheritdoc/>
    public float Of(float x) => (x - center) * factor;
}

/// <summary>exp(x - max).</summary>
internal readonly struct ExponentialMap(float max) : INumberMap
{
    /// <inheritdoc/>
    public float Of(float x) => MathF.Exp(x - max);
}
