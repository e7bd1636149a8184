namespace Kernels;

/// <summary>What rotary position embedding turns.</summary>
/// <param name="B">Sequences in the batch.</param>
/// <param name="T">Positions of each that are given.</param>
/// <param name="Columns">Channels of a position.</param>
/// <param name="Rotated">The first so many of them are turned, whole heads; the others are copied.</param>
/// <param name="HeadSize">Channels of a head; even.</param>
/// <param name="First">Position in its sequence of the first row that is given.</param>
/// <param name="Inverse">Turns back.</param>
public readonly record struct RopeShape(int B, int T, int Columns, int Rotated, int HeadSize, int First, bool Inverse);

public partial interface IKernels
{
    /// <summary>
    /// Rotary position embedding (Su et al. 2021): channels 2i and 2i + 1 of each head are turned by the angle φ = t·θᵢ of position
    /// t: y(2i) = x(2i)·cos φ - x(2i+1)·sin φ, y(2i+1) = x(2i)·sin φ + x(2i+1)·cos φ. The product of a turned query and a turned key
    /// depends on the difference of their positions alone. Backward: dx = dy, turned back.
    /// </summary>
    /// <param name="x">(B, T, Columns), floats or bf16.</param>
    /// <param name="cos">(positions, HeadSize / 2): cos φ.</param>
    /// <param name="sin">(positions, HeadSize / 2): sin φ.</param>
    /// <param name="y">(B, T, Columns), of the same type.</param>
    /// <param name="shape">The sizes.</param>
    void Rope(Buffer x, Buffer cos, Buffer sin, Buffer y, RopeShape shape);
}
