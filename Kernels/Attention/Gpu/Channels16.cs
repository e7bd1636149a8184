using ILGPU;

namespace Kernels;

/// <summary>Sixteen neighbouring channels of a row in a thread's registers: its share of a query, a key, a value or of their gradients.</summary>
internal readonly struct Channels16(Channels4 a, Channels4 b, Channels4 c, Channels4 d)
{
    /// <summary>How many channels.</summary>
    public const int Size = 16;

    /// <summary>How many loads from shared memory bring them.</summary>
    public const int Loads = Size / 4;

    private readonly Channels4 a = a, b = b, c = c, d = d;

    /// <summary>Reads channels from global memory, zeros behind the first <paramref name="count"/>.</summary>
    public static Channels16 Load(ArrayView<float> source, int at, int count) =>
        new(Load4(source, at, count), Load4(source, at + 4, count - 4), Load4(source, at + 8, count - 8), Load4(source, at + 12, count - 12));

    /// <summary>Reads four channels from global memory, zeros behind the first <paramref name="count"/>.</summary>
    public static Channels4 Load4(ArrayView<float> source, int at, int count) => new(
        count > 0 ? source[at] : 0, count > 1 ? source[at + 1] : 0, count > 2 ? source[at + 2] : 0, count > 3 ? source[at + 3] : 0);

    /// <summary>Reads them from shared memory.</summary>
    public static Channels16 Of(ArrayView<Channels4> tile, int at) => new(tile[at], tile[at + 1], tile[at + 2], tile[at + 3]);

    /// <summary>Writes the first <paramref name="count"/> of them to global memory.</summary>
    public void Store(ArrayView<float> target, int at, int count)
    {
        Store4(a, target, at, count);
        Store4(b, target, at + 4, count - 4);
        Store4(c, target, at + 8, count - 8);
        Store4(d, target, at + 12, count - 12);
    }

    /// <summary>The sum of the products.</summary>
    public float Dot(Channels16 x) => a.Times(x.a).PlusProduct(b, x.b).PlusProduct(c, x.c).PlusProduct(d, x.d).Sum();

    /// <summary>this + x·factor.</summary>
    public Channels16 PlusScaled(Channels16 x, float factor) =>
        new(a.PlusScaled(x.a, factor), b.PlusScaled(x.b, factor), c.PlusScaled(x.c, factor), d.PlusScaled(x.d, factor));

    /// <summary>this·factor.</summary>
    public Channels16 Scaled(float factor) => new(a.Scaled(factor), b.Scaled(factor), c.Scaled(factor), d.Scaled(factor));

    private static void Store4(Channels4 values, ArrayView<float> target, int at, int count)
    {
        if (count > 0)
        {
            target[at] = values.A;
        }

        if (count > 1)
        {
            target[at + 1] = values.B;
        }

        if (count > 2)
        {
            target[at + 2] = values.C;
        }

        if (count > 3)
        {
            target[at + 3] = values.D;
        }
    }
}
