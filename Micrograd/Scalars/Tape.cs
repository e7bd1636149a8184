using System.Runtime.CompilerServices;

namespace Micrograd;

/// <summary>
/// The same numbers and rules as <see cref="Value"/>, without an object for each: an expression is a list of entries in
/// the order of their computation, each an operation and the places of its operands. The forward pass goes through the
/// list once, the backward pass once from its end; nothing is allocated. That is the step from scalars to tensors, too.
/// </summary>
/// <remarks>Parameters come first and stay; <see cref="Forget"/> drops the expressions behind them. Not thread-safe.</remarks>
public sealed class Tape : IScalarEngine<TapeValue>
{
    /// <summary>Place 0 is the constant 1: in a sum of products, b is b · 1.</summary>
    internal const int One = 0;

    private Entry[] entries = new Entry[1024];
    private double[] data = new double[1024];
    private double[] grad = new double[1024];
    private Pair[] pairs = new Pair[1024]; // the operands of all sums of products, one after another
    private int count;
    private int parameterCount;
    private int pairCount;

    /// <summary>An empty tape.</summary>
    public Tape() => parameterCount = Append(ScalarOp.Leaf, 0, 0, 1) + 1;

    /// <summary>How many entries there are.</summary>
    public int Count => count;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">An expression has begun.</exception>
    public TapeValue Parameter(double data)
    {
        if (count != parameterCount)
        {
            throw new InvalidOperationException("Tape: parameters come before the first expression; call Forget() to drop the expressions.");
        }

        parameterCount++;
        return Constant(data);
    }

    /// <summary>A number that is not learned, such as an input; <see cref="Forget"/> drops it.</summary>
    public TapeValue Constant(double data) => new(this, Append(ScalarOp.Leaf, 0, 0, data));

    /// <inheritdoc/>
    public void Forget()
    {
        count = parameterCount;
        pairCount = 0;
    }

    /// <summary>Computes all entries again, after leaves were given other numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Forward()
    {
        for (int i = 0; i < count; i++)
        {
            if (entries[i].Op != ScalarOp.Leaf)
            {
                data[i] = Evaluate(entries[i]);
            }
        }
    }

    /// <summary>Computes d(root) / d(entry) for every entry. Other than on objects, gradients start at 0 with each call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Backward(TapeValue root)
    {
        Array.Clear(grad, 0, count);
        grad[root.Place] = 1;
        for (int i = root.Place; i >= 0; i--)
        {
            double g = grad[i];
            if (g == 0)
            {
                continue; // the root does not depend on it
            }

            var (op, a, b) = entries[i];
            switch (op)
            {
                case ScalarOp.Add:
                    grad[a] += g;
                    grad[b] += g;
                    break;
                case ScalarOp.Multiply:
                    grad[a] += data[b] * g;
                    grad[b] += data[a] * g;
                    break;
                case ScalarOp.Power: // b is the place of n
                    grad[a] += data[b] * Math.Pow(data[a], data[b] - 1) * g;
                    break;
                case ScalarOp.Exp:
                    grad[a] += data[i] * g;
                    break;
                case ScalarOp.Log:
                    grad[a] += 1 / data[a] * g;
                    break;
                case ScalarOp.Tanh:
                    grad[a] += (1 - (data[i] * data[i])) * g;
                    break;
                case ScalarOp.Sigmoid:
                    grad[a] += data[i] * (1 - data[i]) * g;
                    break;
                case ScalarOp.Relu:
                    grad[a] += data[a] > 0 ? g : 0;
                    break;
                case ScalarOp.Dot:
                    BackwardDot(pairs.AsSpan(a, b), g);
                    break;
            }
        }
    }

    /// <summary>The number in a place.</summary>
    internal ref double Data(int place) => ref data[place];

    /// <summary>The gradient in a place.</summary>
    internal ref double Grad(int place) => ref grad[place];

    /// <summary>Appends an operation and computes it.</summary>
    internal TapeValue Push(ScalarOp op, int a, int b = 0)
    {
        int place = Append(op, a, b, 0);
        data[place] = Evaluate(entries[place]);
        return new(this, place);
    }

    /// <summary>Appends a sum of products and computes it.</summary>
    internal TapeValue PushDot(ReadOnlySpan<Pair> products)
    {
        if (pairCount + products.Length > pairs.Length)
        {
            Array.Resize(ref pairs, Math.Max(2 * pairs.Length, pairCount + products.Length));
        }

        products.CopyTo(pairs.AsSpan(pairCount));
        pairCount += products.Length;
        return Push(ScalarOp.Dot, pairCount - products.Length, products.Length);
    }

    private int Append(ScalarOp op, int a, int b, double value)
    {
        if (count == entries.Length)
        {
            Array.Resize(ref entries, 2 * count);
            Array.Resize(ref data, 2 * count);
            Array.Resize(ref grad, 2 * count);
        }

        entries[count] = new(op, a, b);
        data[count] = value;
        grad[count] = 0;
        return count++;
    }

    /// <summary>Compiled at full strength on the first call, as the loop around it is: tiers of the compiler would make it several times slower for a second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Evaluate(Entry entry)
    {
        var (op, a, b) = entry;
        return op switch
        {
            ScalarOp.Dot => Dot(pairs.AsSpan(a, b)),
            ScalarOp.Add => data[a] + data[b],
            ScalarOp.Multiply => data[a] * data[b],
            ScalarOp.Power => Math.Pow(data[a], data[b]),
            ScalarOp.Exp => Math.Exp(data[a]),
            ScalarOp.Log => Math.Log(data[a]),
            ScalarOp.Tanh => ScalarMath.Tanh(data[a]),
            ScalarOp.Sigmoid => ScalarMath.Sigmoid(data[a]),
            ScalarOp.Relu => data[a] < 0 ? 0 : data[a],
            _ => throw new InvalidOperationException($"Tape: a {op} is not computed."),
        };
    }

    /// <summary>From left to right, as the unfused chain would add: the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Dot(ReadOnlySpan<Pair> products)
    {
        double[] numbers = data;
        double sum = numbers[products[0].A] * numbers[products[0].B];
        foreach (var (a, b) in products[1..])
        {
            sum += numbers[a] * numbers[b];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BackwardDot(ReadOnlySpan<Pair> products, double g)
    {
        double[] numbers = data, gradients = grad;
        for (int k = products.Length - 1; k >= 0; k--)
        {
            var (a, b) = products[k];
            gradients[a] += numbers[b] * g;
            gradients[b] += numbers[a] * g;
        }
    }

    /// <summary>Places of a product's factors.</summary>
    internal readonly record struct Pair(int A, int B);

    /// <summary>An operation and the places of its operands; of <see cref="ScalarOp.Dot"/>, where its pairs begin and how many there are.</summary>
    private readonly record struct Entry(ScalarOp Op, int A, int B);
}
