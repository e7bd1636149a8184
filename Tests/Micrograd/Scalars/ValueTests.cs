namespace Tests;

/// <summary>Expected values are those that lecture 1, its exercises and micrograd's README print.</summary>
public class ValueTests
{
    [Fact]
    public void Expression_of_the_readme()
    {
        Value a = new(-4), b = new(2);
        var c = a + b;
        var d = (a * b) + b.Pow(3);
        c += c + 1;
        c += 1 + c + -a;
        d += (d * 2) + (b + a).Relu();
        d += (3 * d) + (b - a).Relu();
        var e = c - d;
        var f = e.Pow(2);
        var g = f / 2.0;
        g += 10.0 / f;
        g.Backward();
        Assert.Equal(24.7041, g.Data, 5e-5);
        Assert.Equal(138.8338, a.Grad, 5e-5);
        Assert.Equal(645.5773, b.Grad, 5e-5);
    }

    [Fact]
    public void Lecture_s_first_expression_and_one_step_uphill()
    {
        Value a = new(2, "a"), b = new(-3, "b"), c = new(10, "c"), f = new(-2, "f");
        Value L() => ((a * b) + c) * f;
        var first = L();
        first.Backward();
        Assert.Equal(-8, first.Data);
        Assert.Equal([6, -4, -2, 4], new[] { a.Grad, b.Grad, c.Grad, f.Grad });
        foreach (var leaf in new[] { a, b, c, f })
        {
            leaf.Data += 0.01 * leaf.Grad;
        }

        Assert.Equal(-7.286496, L().Data, 1e-12);
    }

    [Fact]
    public void Neuron_with_tanh_and_the_same_out_of_smaller_parts()
    {
        Value x1 = new(2), x2 = new(0), w1 = new(-3), w2 = new(1), b = new(6.8813735870195432);
        foreach (var activation in new Func<Value, Value>[] { n => n.Tanh(), ByExp, n => (2 * (2 * n).Sigmoid()) - 1 })
        {
            foreach (var leaf in new[] { x1, x2, w1, w2 })
            {
                leaf.Grad = 0;
            }

            var o = activation((x1 * w1) + (x2 * w2) + b);
            o.Backward();
            Assert.Equal(0.7071067811865476, o.Data, 2e-16);
            Assert.Equal(-1.5, x1.Grad, 1e-15);
            Assert.Equal(1, w1.Grad, 1e-15);
            Assert.Equal(0.5, x2.Grad, 1e-15);
            Assert.Equal(0, w2.Grad);
        }

        static Value ByExp(Value n)
        {
            var e = (2 * n).Exp();
            return (e - 1) / (e + 1);
        }
    }

    [Fact]
    public void Tanh_has_the_lecture_s_digits_and_stays_finite()
    {
        Assert.Equal(0.7071067811865476, new Value(-6 + 6.8813735870195432).Tanh().Data);
        Assert.Equal([-1, 1], new[] { new Value(-1e4).Tanh().Data, new Value(1e4).Tanh().Data });
    }

    [Fact]
    public void Used_twice_is_counted_twice()
    {
        var a = new Value(3);
        (a + a).Backward();
        Assert.Equal(2, a.Grad);
        Value x = new(-2), y = new(3);
        ((x * y) * (x + y)).Backward();
        Assert.Equal([-3, -8], new[] { x.Grad, y.Grad });
    }

    [Fact]
    public void Gradients_add_up_until_they_are_set_to_zero()
    {
        var a = new Value(3);
        (a * a).Backward();
        (a * a).Backward();
        Assert.Equal(12, a.Grad);
    }

    [Fact]
    public void Negative_log_likelihood_of_a_softmax()
    {
        Value[] logits = [0.0, 3.0, -2.0, 1.0];
        Value[] counts = [.. logits.Select(logit => logit.Exp())];
        var total = counts.Aggregate((sum, count) => sum + count);
        var loss = -(counts[3] / total).Log();
        loss.Backward();
        Assert.Equal(2.1755153626167147, loss.Data, 1e-15);
        double[] expected = [0.041772570515350445, 0.8390245074625319, 0.005653302662216329, -0.8864503806400986];
        foreach (var (logit, slope) in logits.Zip(expected))
        {
            Assert.Equal(slope, logit.Grad, 1e-15);
        }
    }

    [Fact]
    public void Slope_of_every_function_is_that_of_nudging_its_input()
    {
        foreach (var (name, f) in new (string, Func<Value, Value>)[]
        {
            ("pow", x => x.Pow(2.5)), ("exp", x => x.Exp()), ("log", x => x.Log()), ("tanh", x => x.Tanh()),
            ("sigmoid", x => x.Sigmoid()), ("relu", x => x.Relu()), ("divide", x => 3 / x), ("subtract", x => 3 - x), ("negate", x => -x),
        })
        {
            var x = new Value(0.7);
            f(x).Backward();
            double nudged = (f(0.7 + 1e-6).Data - f(0.7 - 1e-6).Data) / 2e-6;
            Assert.True(Math.Abs(nudged - x.Grad) < 1e-8, $"{name}: {x.Grad}, by nudging {nudged}");
        }

        var negative = new Value(-0.7);
        negative.Relu().Backward();
        Assert.Equal(0, negative.Grad);
    }

    [Fact]
    public void Chain_of_a_million_operations()
    {
        var x = new Value(1);
        var y = x;
        for (int i = 0; i < 1_000_000; i++)
        {
            y += x;
        }

        y.Backward();
        Assert.Equal(1_000_001, y.Data);
        Assert.Equal(1_000_001, x.Grad);
    }

    [Fact]
    public void Children_come_before_parents_in_the_order_of_writing()
    {
        Value a = new(1, "a"), b = new(2, "b"), c = new(3, "c");
        var root = (a + b) * c;
        Assert.Equal(["a", "b", "", "c", ""], root.TopologicalOrder().Select(value => value.Label));
        Assert.Equal([ScalarOp.Add, ScalarOp.Leaf], root.Children.Select(child => child.Op));
    }

    [Fact]
    public void Text_says_data_and_gradient() => Assert.Equal("Value(data=-4.5, grad=0)", new Value(-4.5).ToString());
}
