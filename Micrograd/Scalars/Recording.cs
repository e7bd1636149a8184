namespace Micrograd;

/// <summary>
/// An expression of <see cref="Value"/>s, recorded once on a <see cref="Tape"/> and replayed with the numbers that its
/// leaves have by then. Write a loss with objects; train with it some hundred times as fast.
/// </summary>
/// <remarks>Only for expressions whose shape stays the same: the objects are read while recording and never asked again.</remarks>
public sealed class Recording
{
    private readonly Tape tape = new();
    private readonly Value[] leaves;
    private readonly TapeValue[] leafPlaces;
    private readonly Value[] results;
    private readonly TapeValue[] resultPlaces;

    /// <summary>Records how a value was computed.</summary>
    /// <param name="root">What gradients are of.</param>
    /// <param name="watched">Other values below it whose numbers are wanted after each <see cref="Forward"/>.</param>
    /// <exception cref="ArgumentException">A watched value is no part of the expression.</exception>
    public Recording(Value root, params IReadOnlyList<Value> watched)
    {
        var order = root.TopologicalOrder();
        var placeOf = new Dictionary<Value, TapeValue>();
        leaves = [.. order.Where(value => value.Op == ScalarOp.Leaf)];
        leafPlaces = [.. leaves.Select(leaf => placeOf[leaf] = tape.Parameter(leaf.Data))];
        var inside = InsideSums(order, watched);
        foreach (var value in order.Where(value => value.Op != ScalarOp.Leaf && !inside.Contains(value)))
        {
            placeOf[value] = Record(value, placeOf, inside);
        }

        results = [root, .. watched];
        resultPlaces = [.. results.Select(value => placeOf.TryGetValue(value, out var place)
            ? place
            : throw new ArgumentException($"Recording: {value} is no part of the expression, so it cannot be watched.", nameof(watched)))];
    }

    /// <summary>How many entries the tape has; a long sum of products is one.</summary>
    public int Count => tape.Count;

    /// <summary>Computes with the leaves' present numbers; the root and the watched values get theirs.</summary>
    public void Forward()
    {
        for (int i = 0; i < leaves.Length; i++)
        {
            leafPlaces[i].Data = leaves[i].Data;
        }

        tape.Forward();
        for (int i = 0; i < results.Length; i++)
        {
            results[i].Data = resultPlaces[i].Data;
        }
    }

    /// <summary>Adds to the gradient of every leaf, as the root's own Backward() would.</summary>
    public void Backward()
    {
        tape.Backward(resultPlaces[0]);
        for (int i = 0; i < leaves.Length; i++)
        {
            leaves[i].Grad += leafPlaces[i].Grad;
        }
    }

    /// <summary>
    /// What nobody but one addition uses: the product in b + x y, and b + x y itself where something more is added to it.
    /// They become parts of one entry, so that b + x₁y₁ + x₂y₂ + ... is added up in a register.
    /// </summary>
    private static HashSet<Value> InsideSums(IReadOnlyList<Value> order, IReadOnlyList<Value> watched)
    {
        var uses = order.SelectMany(value => value.Children).Concat(watched).CountBy(value => value).ToDictionary();
        var inside = new HashSet<Value>();
        foreach (var sum in order.Where(value => value.Op == ScalarOp.Add))
        {
            var (left, right) = Operands(sum);
            inside.UnionWith(new[] { left, right }.Where(product => product.Op == ScalarOp.Multiply && uses[product] == 1));
            if (left.Op == ScalarOp.Add && uses[left] == 1)
            {
                inside.Add(left);
            }
        }

        return inside;
    }

    private static (Value Left, Value Right) Operands(Value value) => value.Children.ToArray() is [var left, var right]
        ? (left, right)
        : throw new ArgumentException($"Recording: a {value.Op} has no two operands.");

    private TapeValue Record(Value value, Dictionary<Value, TapeValue> placeOf, HashSet<Value> inside)
    {
        if (value.Op == ScalarOp.Add && value.Children.Any(inside.Contains))
        {
            return tape.PushDot(Products(value, placeOf, inside));
        }

        int[] operands = [.. value.Children.Select(child => placeOf[child].Place)];
        return tape.Push(value.Op, operands[0], value.Op == ScalarOp.Power ? tape.Constant(value.Exponent).Place : operands[^1]);
    }

    /// <summary>The products of a sum, from left to right; a term that is none is multiplied by 1.</summary>
    private static Tape.Pair[] Products(Value sum, Dictionary<Value, TapeValue> placeOf, HashSet<Value> inside)
    {
        var products = new List<Tape.Pair>();
        var (left, right) = Operands(sum);
        while (left.Op == ScalarOp.Add && inside.Contains(left))
        {
            products.Add(Product(right));
            (left, right) = Operands(left);
        }

        return [Product(left), Product(right), .. products.AsEnumerable().Reverse()];

        Tape.Pair Product(Value term)
        {
            if (!inside.Contains(term))
            {
                return new(placeOf[term].Place, Tape.One);
            }

            var (a, b) = Operands(term);
            return new(placeOf[a].Place, placeOf[b].Place);
        }
    }
}
