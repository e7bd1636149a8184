namespace Micrograd;

/// <summary>
/// A number that remembers what it was computed from, so that <see cref="Backward"/> can tell how the result depends on
/// it. All of automatic differentiation is here (Karpathy's micrograd, 2020); the tensors do the same for many at once.
/// </summary>
/// <param name="data">The number.</param>
/// <param name="label">Its name in pictures.</param>
public sealed class Value(double data, string label = "") : IScalar<Value>
{
    /// <summary>What this was computed from, and the slope towards each: d(this) / d(child), by the rule of the operation.</summary>
    private readonly (Value Child, double Slope)[] edges = [];

    private Value(double data, ScalarOp op, params (Value Child, double Slope)[] edges)
        : this(data) => (Op, this.edges) = (op, edges);

    /// <summary>The number.</summary>
    public double Data { get; set; } = data;

    /// <summary>d(root) / d(this), after root.Backward(). It adds up over calls: set it to 0 before the next one.</summary>
    public double Grad { get; set; }

    /// <summary>A name for pictures.</summary>
    public string Label { get; set; } = label;

    /// <summary>What computed it.</summary>
    public ScalarOp Op { get; }

    /// <summary>n, of a power x^n.</summary>
    public double Exponent { get; private init; }

    /// <summary>What it was computed from, in order; the same one twice in a + a.</summary>
    public IEnumerable<Value> Children => edges.Select(edge => edge.Child);

    /// <summary>A plain number can stand wherever a value can: 2 * x + 1.</summary>
    public static implicit operator Value(double data) => new(data);

    // Each operation in one line: the result, then the slope towards each input.
    public static Value operator +(Value a, Value b) => new(a.Data + b.Data, ScalarOp.Add, (a, 1), (b, 1));

    public static Value operator *(Value a, Value b) => new(a.Data * b.Data, ScalarOp.Multiply, (a, b.Data), (b, a.Data));

    public static Value operator -(Value a) => a * -1;

    public static Value operator -(Value a, Value b) => a + -b;

    public static Value operator /(Value a, Value b) => a * b.Pow(-1);

    /// <summary>x^n: n x^(n-1).</summary>
    public Value Pow(double n) => new(Math.Pow(Data, n), ScalarOp.Power, (this, n * Math.Pow(Data, n - 1))) { Exponent = n };

    /// <summary>e^x is its own slope.</summary>
    public Value Exp()
    {
        double y = Math.Exp(Data);
        return new(y, ScalarOp.Exp, (this, y));
    }

    /// <summary>The natural logarithm: 1 / x.</summary>
    public Value Log() => new(Math.Log(Data), ScalarOp.Log, (this, 1 / Data));

    /// <summary>tanh x: 1 - tanh² x.</summary>
    public Value Tanh()
    {
        double y = ScalarMath.Tanh(Data);
        return new(y, ScalarOp.Tanh, (this, 1 - (y * y)));
    }

    /// <summary>s(x) = 1 / (1 + e^-x): s (1 - s).</summary>
    public Value Sigmoid()
    {
        double s = ScalarMath.Sigmoid(Data);
        return new(s, ScalarOp.Sigmoid, (this, s * (1 - s)));
    }

    /// <summary>max(0, x): 1 where x is above 0, else 0.</summary>
    public Value Relu() => new(Data < 0 ? 0 : Data, ScalarOp.Relu, (this, Data > 0 ? 1 : 0));

    /// <summary>
    /// The chain rule, from this result back to everything it was computed from. A value that was used twice gets
    /// something from both uses: hence += and not =.
    /// </summary>
    public void Backward()
    {
        var order = TopologicalOrder();
        Grad = 1; // d(this) / d(this)
        for (int i = order.Count - 1; i >= 0; i--)
        {
            foreach (var (child, slope) in order[i].edges)
            {
                child.Grad += slope * order[i].Grad;
            }
        }
    }

    /// <summary>
    /// Everything this was computed from, children before parents, itself last. Where recursion would do, a path of our
    /// own: a chain of a million operations would overflow the call stack.
    /// </summary>
    public IReadOnlyList<Value> TopologicalOrder()
    {
        var order = new List<Value>();
        var seen = new HashSet<Value> { this };
        var path = new Stack<(Value Node, int Next)>([(this, 0)]);
        while (path.TryPop(out var top))
        {
            if (top.Next == top.Node.edges.Length)
            {
                order.Add(top.Node); // all children are in the list already
                continue;
            }

            path.Push((top.Node, top.Next + 1));
            var child = top.Node.edges[top.Next].Child;
            if (seen.Add(child))
            {
                path.Push((child, 0));
            }
        }

        return order;
    }

    /// <inheritdoc/>
    public override string ToString() => $"Value(data={Data}, grad={Grad})";

    /// <inheritdoc/>
    Value IScalar<Value>.Constant(double data) => data;
}
