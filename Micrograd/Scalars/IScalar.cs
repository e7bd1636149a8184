namespace Micrograd;

/// <summary>What computes a number of an expression.</summary>
public enum ScalarOp
{
    /// <summary>Nothing: it was given.</summary>
    Leaf,

    /// <summary>a + b.</summary>
    Add,

    /// <summary>a b.</summary>
    Multiply,

    /// <summary>x^n for a plain number n.</summary>
    Power,

    /// <summary>e^x.</summary>
    Exp,

    /// <summary>ln x.</summary>
    Log,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>a₁ b₁ + a₂ b₂ + ..., from left to right: on a tape, one entry for what would be many.</summary>
    Dot,
}

/// <summary>
/// A number with a gradient. Models that are written against this run on both scalar engines: on objects
/// (<see cref="Value"/>: to read, to look at) and on a tape (<see cref="TapeValue"/>: fast).
/// </summary>
/// <typeparam name="T">The engine's number.</typeparam>
public interface IScalar<T>
    where T : IScalar<T>
{
    /// <summary>The number.</summary>
    double Data { get; set; }

    /// <summary>d(root) / d(this), after the root's backward pass.</summary>
    double Grad { get; set; }

    static abstract T operator +(T a, T b);

    static abstract T operator *(T a, T b);

    static abstract T operator -(T a);

    static abstract T operator -(T a, T b);

    static abstract T operator /(T a, T b);

    static virtual T operator +(T a, double b) => a + a.Constant(b);

    static virtual T operator *(T a, double b) => a * a.Constant(b);

    /// <summary>a₁ b₁ + a₂ b₂ + ... in this order; at least one product.</summary>
    static virtual T Dot(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
    {
        var sum = a[0] * b[0];
        for (int i = 1; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>A number without a gradient, from the same engine.</summary>
    T Constant(double data);

    /// <summary>x^n.</summary>
    T Pow(double n);

    /// <summary>e^x.</summary>
    T Exp();

    /// <summary>ln x.</summary>
    T Log();

    /// <summary>tanh x.</summary>
    T Tanh();

    /// <summary>1 / (1 + e^-x).</summary>
    T Sigmoid();

    /// <summary>max(0, x).</summary>
    T Relu();
}

/// <summary>What .NET's Math lacks, for both engines.</summary>
internal static class ScalarMath
{
    /// <summary>As the lecture computes it, by e^2x, so that its digits come out; and finite for every x. Math.Tanh differs in the last one.</summary>
    public static double Tanh(double x) => 1 - (2 / (Math.Exp(2 * x) + 1));

    /// <summary>1 / (1 + e^-x).</summary>
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}

/// <summary>Where a model's numbers come from, and who computes their gradients.</summary>
/// <typeparam name="T">The engine's number.</typeparam>
public interface IScalarEngine<T>
    where T : IScalar<T>
{
    /// <summary>A number that stays: one that is learned.</summary>
    T Parameter(double data);

    /// <summary>Computes the gradient of everything that a result was computed from.</summary>
    void Backward(T root);

    /// <summary>Drops all but the parameters: the next expression begins.</summary>
    void Forget();
}

/// <summary>Objects: .NET's collector forgets them by itself.</summary>
public sealed class ValueEngine : IScalarEngine<Value>
{
    /// <inheritdoc/>
    public Value Parameter(double data) => new(data);

    /// <inheritdoc/>
    public void Backward(Value root) => root.Backward();

    /// <inheritdoc/>
    public void Forget()
    {
    }
}
