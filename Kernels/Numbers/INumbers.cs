using ILGPU;

namespace Kernels;

/// <summary>
/// Real numbers in a GPU's memory as a thread sees them: floats in its registers, whatever they are in memory. A kernel that is written
/// against it serves floats and bf16 alike. Eight neighbours are 16 bytes of bf16, as much as a thread can move at once.
/// </summary>
internal interface INumbers
{
    /// <summary>One number.</summary>
    float At(int i);

    /// <summary>Writes one number.</summary>
    void Put(int i, float value);

    /// <summary>Eight neighbours, from 8·<paramref name="eight"/> on, where memory starts at a multiple of 16 bytes.</summary>
    Float8 EightAt(int eight);

    /// <summary>Writes eight neighbours.</summary>
    void PutEight(int eight, Float8 values);
}

/// <summary>Floats.</summary>
internal readonly struct FloatNumbers(ArrayView<float> view) : INumbers
{
    /// <inheritdoc/>
    public float At(int i) => view[i];

    /// <inheritdoc/>
    public void Put(int i, float value) => view[i] = value;

    /// <inheritdoc/>
    public Float8 EightAt(int eight) => new(view.Cast<Float4>()[2 * eight], view.Cast<Float4>()[(2 * eight) + 1]);

    /// <inheritdoc/>
    public void PutEight(int eight, Float8 values)
    {
        view.Cast<Float4>()[2 * eight] = values.Low;
        view.Cast<Float4>()[(2 * eight) + 1] = values.High;
    }
}

/// <summary>bf16: the upper halves of floats, to which a float is rounded when it is written.</summary>
internal readonly struct BFloat16Numbers(ArrayView<ushort> view) : INumbers
{
    /// <inheritdoc/>
    public float At(int i) => Interop.IntAsFloat((uint)view[i] << 16);

    /// <inheritdoc/>
    public void Put(int i, float value) => view[i] = (ushort)BFloat16Word.Pack(value, 0f);

    /// <inheritdoc/>
    public Float8 EightAt(int eight)
    {
        BFloat16Eight piece = view.Cast<BFloat16Eight>()[eight]; // a copy: a method called on the place itself would read it word by word
        return piece.Widen();
    }

    /// <inheritdoc/>
    public void PutEight(int eight, Float8 values) => view.Cast<BFloat16Eight>()[eight] = BFloat16Eight.Round(values);
}

/// <summary>An operand that is not there: zeros to read, and nothing is written. The compiler leaves nothing of it.</summary>
internal readonly struct NoNumbers : INumbers
{
    /// <inheritdoc/>
    public float At(int i) => 0f;

    /// <inheritdoc/>
    public void Put(int i, float value)
    {
    }

    /// <inheritdoc/>
    public Float8 EightAt(int eight) => Float8.Of(0f);

    /// <inheritdoc/>
    public void PutEight(int eight, Float8 values)
    {
    }
}
