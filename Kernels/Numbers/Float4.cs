namespace Kernels;

/// <summary>Four neighbouring floats, which a GPU's thread reads and writes at once where they lie at a multiple of 16 bytes.</summary>
/// <param name="x">The first.</param>
/// <param name="y">The second.</param>
/// <param name="z">The third.</param>
/// <param name="w">The last.</param>
internal readonly struct Float4(float x, float y, float z, float w)
{
    /// <summary>The first.</summary>
    public readonly float X = x;

    /// <summary>The second.</summary>
    public readonly float Y = y;

    /// <summary>The third.</summary>
    public readonly float Z = z;

    /// <summary>The last.</summary>
    public readonly float W = w;

    /// <summary>Each multiplied by a number.</summary>
    public Float4 Times(float factor) => new(X * factor, Y * factor, Z * factor, W * factor);
}
