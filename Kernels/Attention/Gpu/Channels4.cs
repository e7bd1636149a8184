namespace Kernels;

/// <summary>Four neighbouring channels of a row: what one load from shared memory brings.</summary>
internal readonly struct Channels4(float a, float b, float c, float d)
{
    /// <summary>The channels.</summary>
    public readonly float A = a, B = b, C = c, D = d;

    /// <summary>this·x, channel by channel.</summary>
    public Channels4 Times(Channels4 x) => new(A * x.A, B * x.B, C * x.C, D * x.D);

    /// <summary>this + x·y, channel by channel.</summary>
    public Channels4 PlusProduct(Channels4 x, Channels4 y) => new(A + (x.A * y.A), B + (x.B * y.B), C + (x.C * y.C), D + (x.D * y.D));

    /// <summary>this + x·factor.</summary>
    public Channels4 PlusScaled(Channels4 x, float factor) => new(A + (x.A * factor), B + (x.B * factor), C + (x.C * factor), D + (x.D * factor));

    /// <summary>this·factor.</summary>
    public Channels4 Scaled(float factor) => new(A * factor, B * factor, C * factor, D * factor);

    /// <summary>The sum of the channels.</summary>
    public float Sum() => A + B + (C + D);
}
