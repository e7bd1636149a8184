using FsCheck;
using FsCheck.Xunit;

namespace Tests;

/// <summary>The tape must give what the objects give.</summary>
public class ScalarTapeTests
{
    private const int Leaves = 4;

    /// <summary>Numbers from one program: each instruction applies an operation to two earlier results; the last result is the root.</summary>
    [Property(MaxTest = 300)]
    public bool Random_expressions_have_the_same_gradients_on_objects_and_on_the_tape(byte[] program, int seed)
    {
        double[] numbers = Numbers(seed);
        Value[] leaves = [.. numbers.Select(x => new Value(x))];
        var root = Run(program, leaves);
        root.Backward();

        var tape = new Tape();
        TapeValue[] places = [.. numbers.Select(tape.Parameter)];
        var rootOnTape = Run(program, places);
        tape.Backward(rootOnTape);
        return Near(root.Data, rootOnTape.Data) && leaves.Zip(places, (a, b) => Near(a.Grad, b.Grad)).All(near => near);
    }

    [Property(MaxTest = 300)]
    public bool Recorded_expressions_follow_their_leaves(byte[] program, int seed, int other)
    {
        Value[] leaves = [.. Numbers(seed).Select(x => new Value(x))];
        var root = Run(program, leaves);
        var recording = new Recording(root);

        double[] changed = Numbers(other);
        foreach (var (leaf, x) in leaves.Zip(changed))
        {
            leaf.Data = x;
        }

        recording.Forward();
        recording.Backward();
        Value[] fresh = [.. changed.Select(x => new Value(x))];
        var expected = Run(program, fresh);
        expected.Backward();

        // A leaf that the root does not depend on was not recorded, and keeps its gradient of 0, as the fresh one does.
        return Near(expected.Data, root.Data) && fresh.Zip(leaves, (a, b) => ReferenceEquals(b, root) || Near(a.Grad, b.Grad)).All(near => near);
    }

    [Property]
    public bool A_fused_sum_of_products_has_the_bits_of_its_parts(int seed, byte length)
    {
        var random = new PythonRandom(seed);
        int n = length + 1;
        double[] a = [.. Enumerable.Range(0, n).Select(_ => random.Gauss())], b = [.. Enumerable.Range(0, n).Select(_ => random.Gauss())];
        Value[] x = [.. a.Select(number => new Value(number))], y = [.. b.Select(number => new Value(number))];
        var sum = Dot<Value>(x, y);
        sum.Backward();
        var tape = new Tape();
        TapeValue[] u = [.. a.Select(tape.Parameter)], v = [.. b.Select(tape.Parameter)];
        int before = tape.Count;
        var fused = Dot<TapeValue>(u, v);
        tape.Backward(fused);
        return tape.Count == before + 1 && fused.Data == sum.Data
            && x.Zip(u, (p, q) => p.Grad == q.Grad).All(same => same) && y.Zip(v, (p, q) => p.Grad == q.Grad).All(same => same);
    }

    [Fact]
    public void A_neuron_is_one_entry_and_its_gradients_are_those_of_the_object()
    {
        Value w = new(0.5), x = new(-2), v = new(3), y = new(0.25), b = new(1);
        var sum = b + (w * x) + (v * y);
        var square = w * w; // used twice, so it stays an entry of its own
        var root = sum.Tanh() + (square + square);
        var recording = new Recording(root, sum);
        Assert.Equal(1 + 5 + 5, recording.Count); // the constant 1, five leaves, sum, tanh, w², w² + w², root
        w.Data = 0.75;
        recording.Forward();
        Assert.Equal(1 - 1.5 + 0.75, sum.Data);
        recording.Backward();
        double slope = 1 - (Math.Tanh(sum.Data) * Math.Tanh(sum.Data));
        Assert.Equal((slope * -2) + (4 * 0.75), w.Grad, 1e-14);
        Assert.Equal(slope, b.Grad, 1e-14);
    }

    [Fact]
    public void Gradients_on_the_tape_start_at_zero_and_those_of_recorded_leaves_add_up()
    {
        var tape = new Tape();
        var a = tape.Parameter(3);
        var square = a * a;
        tape.Backward(square);
        tape.Backward(square);
        Assert.Equal(6, a.Grad);

        var b = new Value(3);
        var recording = new Recording(b * b);
        recording.Backward();
        recording.Backward();
        Assert.Equal(12, b.Grad);
    }

    [Fact]
    public void Forget_keeps_the_parameters()
    {
        var tape = new Tape();
        var a = tape.Parameter(3);
        int count = tape.Count;
        _ = ((a * 2) + 1).Exp();
        Assert.Contains("parameters come before", Assert.Throws<InvalidOperationException>(() => tape.Parameter(1)).Message);
        tape.Forget();
        Assert.Equal(count, tape.Count);
        Assert.Equal(9, (a * a).Data);
    }

    [Fact]
    public void What_is_not_computed_from_here_gets_no_gradient()
    {
        var tape = new Tape();
        var a = tape.Parameter(0);
        _ = a.Log(); // minus infinity, with a slope to match, off to the side
        var root = a + 1;
        tape.Backward(root);
        Assert.Equal(1, a.Grad);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        var a = new Tape().Parameter(1);
        var b = new Tape().Parameter(1);
        Assert.Contains("same tape", Assert.Throws<ArgumentException>(() => a + b).Message);
        Assert.Contains("no part of the expression", Assert.Throws<ArgumentException>(() => new Recording(new Value(1) + 2, new Value(3))).Message);
    }

    private static T Dot<T>(T[] a, T[] b)
        where T : IScalar<T> => T.Dot(a, b);

    private static double[] Numbers(int seed)
    {
        var random = new PythonRandom(seed);
        return [.. Enumerable.Range(0, Leaves).Select(_ => random.Uniform(-2, 2))];
    }

    private static T Run<T>(byte[] program, T[] leaves)
        where T : IScalar<T>
    {
        List<T> results = [.. leaves];
        for (int i = 0; i + 2 < program.Length; i += 3)
        {
            T a = results[program[i + 1] % results.Count], b = results[program[i + 2] % results.Count];
            var one = (a * a) + 1; // at least 1: what logarithms, powers and divisions need
            results.Add((program[i] % 12) switch
            {
                0 => a + b,
                1 => a * b.Tanh(), // the factor keeps numbers from growing without bound
                2 => a - b,
                3 => b / one,
                4 => one.Pow(-0.5),
                5 => a.Tanh().Exp(),
                6 => one.Log(),
                7 => a.Tanh(),
                8 => a.Sigmoid(),
                9 => a.Relu(),
                10 => -a,
                _ => T.Dot([a.Tanh(), b, one.Log()], [b.Sigmoid(), a.Tanh(), one.Pow(-1)]),
            });
        }

        return results[^1];
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));
}
