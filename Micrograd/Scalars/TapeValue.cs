namespace Micrograd;

/// <summary>A place on a tape, with the operations of <see cref="Value"/>: two words, no object.</summary>
public readonly struct TapeValue : IScalar<TapeValue>
{
    private readonly Tape tape;

    internal TapeValue(Tape tape, int place) => (this.tape, Place) = (tape, place);

    /// <inheritdoc/>
    public double Data
    {
        get => tape.Data(Place);
        set => tape.Data(Place) = value;
    }

    /// <inheritdoc/>
    public double Grad
    {
        get => tape.Grad(Place);
        set => tape.Grad(Place) = value;
    }

    internal int Place { get; }

    public static TapeValue operator +(TapeValue a, TapeValue b) => a.tape.Push(ScalarOp.Add, a.Place, b.On(a.tape));

    public static TapeValue operator *(TapeValue a, TapeValue b) => a.tape.Push(ScalarOp.Multiply, a.Place, b.On(a.tape));

    public static TapeValue operator +(TapeValue a, double b) => a + a.Constant(b);

    public static TapeValue operator *(TapeValue a, double b) => a * a.Constant(b);

    public static TapeValue operator -(TapeValue a) => a * -1;

    public static TapeValue operator -(TapeValue a, TapeValue b) => a + -b;

    public static TapeValue operator /(TapeValue a, TapeValue b) => a * b.Pow(-1);

    /// <summary>One entry for the whole sum of products.</summary>
    public static TapeValue Dot(ReadOnlySpan<TapeValue> a, ReadOnlySpan<TapeValue> b)
    {
        var tape = a[0].tape;
        Span<Tape.Pair> products = a.Length <= 256 ? stackalloc Tape.Pair[a.Length] : new Tape.Pair[a.Length];
        for (int i = 0; i < a.Length; i++)
        {
            products[i] = new(a[i].On(tape), b[i].On(tape));
        }

        return tape.PushDot(products);
    }

    /// <inheritdoc/>
    public TapeValue Constant(double data) => tape.Constant(data);

    /// <inheritdoc/>
    public TapeValue Pow(double n) => tape.Push(ScalarOp.Power, Place, Constant(n).Place);

    /// <inheritdoc/>
    public TapeValue Exp() => tape.Push(ScalarOp.Exp, Place);

    /// <inheritdoc/>
    public TapeValue Log() => tape.Push(ScalarOp.Log, Place);

    /// <inheritdoc/>
    public TapeValue Tanh() => tape.Push(ScalarOp.Tanh, Place);

    /// <inheritdoc/>
    public TapeValue Sigmoid() => tape.Push(ScalarOp.Sigmoid, Place);

    /// <inheritdoc/>
    public TapeValue Relu() => tape.Push(ScalarOp.Relu, Place);

    /// <inheritdoc/>
    public override string ToString() => $"TapeValue(data={Data}, grad={Grad})";

    private int On(Tape other) => tape == other
        ? Place
        : throw new ArgumentException("Tape: both numbers of an operation must be on the same tape.");
}
