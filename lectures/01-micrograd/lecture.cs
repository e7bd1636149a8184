#:project ../lectures.csproj

// Lecture 1: how a program finds the slope of any expression, and what a network is once it can.

using Kernels;
using Lectures;
using Micrograd;

var lecture = Lecture.Start("1 micrograd", args);

lecture.Step("A slope, by nudging");
lecture.Expect("f(3)", F(3), "20");
foreach (double step in new[] { 1e-3, 1e-6, 1e-15 })
{
    lecture.Say($"(f(3 + h) - f(3)) / h with h = {step:E0}: {(F(3 + step) - F(3)) / step:F6}"); // 6x - 4 = 14; the last h drowns in rounding
}

lecture.Expect("slope at 3", (F(3 + 1e-6) - F(3)) / 1e-6, "14.0000");
lecture.Expect("slope at 2/3, the lowest point", (F((2.0 / 3) + 1e-6) - F(2.0 / 3)) / 1e-6, "0.0000");
double[] xs = [.. Enumerable.Range(0, 41).Select(i => -5 + (i * 0.25))];
lecture.Show(new LinePlot("3x² - 4x + 5 and its tangent at 3", "x", "f(x)", [new LineSeries("f", xs, [.. xs.Select(F)]), new LineSeries("tangent", xs, [.. xs.Select(x => F(3) + (14 * (x - 3)))])]));

lecture.Step("Three inputs: d = a b + c");
const double h = 1e-4;
lecture.Expect("d", D(2, -3, 10), "4");
lecture.Expect("slope towards a, which is b", (D(2 + h, -3, 10) - D(2, -3, 10)) / h, "-3.0000");
lecture.Expect("slope towards b, which is a", (D(2, -3 + h, 10) - D(2, -3, 10)) / h, "2.0000");
lecture.Expect("slope towards c", (D(2, -3, 10 + h) - D(2, -3, 10)) / h, "1.0000");

lecture.Step("A number that remembers what it was computed from");
Value a = new(2, "a"), b = new(-3, "b"), c = new(10, "c"), f = new(-2, "f");
Value e = Named("e", a * b), d = Named("d", e + c), l = Named("L", d * f);
lecture.Expect("L", l.Data, "-8.0");
lecture.Say($"L is {l.Op} of {string.Join(" and ", l.Children.Select(child => child.Label))}; d is {d.Op} of {string.Join(" and ", d.Children.Select(child => child.Label))}");

lecture.Step("Backpropagation by hand");
l.Grad = 1; // dL/dL
d.Grad = f.Data; // L = d f: each factor's slope is the other one
f.Grad = d.Data;
e.Grad = 1 * d.Grad; // d = e + c: a plus hands on what comes from above; the chain rule multiplies
c.Grad = 1 * d.Grad;
a.Grad = b.Data * e.Grad; // e = a b
b.Grad = a.Data * e.Grad;
lecture.Expect("dL/da", a.Grad, "6.0");
lecture.Expect("dL/db", b.Grad, "-4.0");
lecture.Expect("dL/da by nudging a", (L(2 + h, -3, 10, -2) - L(2, -3, 10, -2)) / h, "6.0000");
lecture.Expect("dL/df by nudging f", (L(2, -3, 10, -2 + h) - L(2, -3, 10, -2)) / h, "4.0000");
lecture.ShowInText("expression", new SvgPicture("L = (a b + c) f", GraphView.ToSvg(l)));

lecture.Step("A step along the gradient");
foreach (var leaf in new[] { a, b, c, f })
{
    leaf.Data += 0.01 * leaf.Grad; // uphill; training goes downhill, with a minus
}

lecture.Expect("L after a step of 0.01", (((a * b) + c) * f).Data, "-7.286496");

lecture.Step("A neuron, by hand");
var neuron = new LectureNeuron();
lecture.Expect("n", neuron.N.Data, "0.8814");
lecture.Expect("o = tanh n", neuron.O.Data, "0.7071067811865476");
neuron.O.Grad = 1;
neuron.N.Grad = (1 - (neuron.O.Data * neuron.O.Data)) * neuron.O.Grad; // tanh' = 1 - tanh²
lecture.Expect("do/dn", neuron.N.Grad, "0.5");
double sum = neuron.N.Grad; // three pluses between n and the products: all of them get 0.5
lecture.Expect("x1", neuron.W1.Data * sum, "-1.5");
lecture.Expect("w1", neuron.X1.Data * sum, "1.0");
lecture.Expect("x2", neuron.W2.Data * sum, "0.5");
lecture.Expect("w2", neuron.X2.Data * sum, "0.0"); // its input is 0: wiggling the weight changes nothing

lecture.Step("The same by program: children before parents, then the chain rule backwards");
neuron = new LectureNeuron();
Backward(neuron.O, (child, gradient) => child.Grad += gradient);
lecture.Say($"order: {string.Join(" ", InOrder(neuron.O).Select(value => value.Label == "" ? $"({value.Op})" : value.Label))}");
lecture.Check("x1, w1, x2, w2 have the slopes found by hand", Slopes(neuron).Zip([-1.5, 1, 0.5, 0.0]).All(pair => Math.Abs(pair.First - pair.Second) < 1e-12));
lecture.ShowInText("neuron", new SvgPicture("A neuron", GraphView.ToSvg(neuron.O)));
var library = new LectureNeuron();
library.O.Backward();
TimeMachine.Save(lecture.NewPage("time-machine"), "A neuron, step by step", library.O);
lecture.Check("Value.Backward() does the same", Slopes(library).SequenceEqual(Slopes(neuron)));

lecture.Step("The bug: = where += is meant");
var used = new Value(3, "a");
Backward(used + used, (child, gradient) => child.Grad = gradient);
lecture.Say($"b = a + a with =: db/da = {used.Grad}, which is wrong");
used.Grad = 0;
Backward(used + used, (child, gradient) => child.Grad += gradient);
lecture.Expect("b = a + a with +=: db/da", used.Grad, "2.0");
Value p = new(-2), q = new(3);
((p * q) * (p + q)).Backward(); // both are used twice: d/dp pq(p + q) = q(p + q) + pq
lecture.Expect("(p q)(p + q): slope towards p", p.Grad, "-3.0");
lecture.Expect("slope towards q", q.Grad, "-8.0");

lecture.Step("tanh in pieces: (e^2n - 1) / (e^2n + 1)");
var pieces = new LectureNeuron();
Value power = (2 * pieces.N).Exp(), o = (power - 1) / (power + 1);
o.Backward();
lecture.Expect("o", o.Data, "0.7071067811865476", within: 1e-15); // other operations round elsewhere, in the last bit
lecture.Check("the same slopes to 1e-15", Slopes(pieces).Zip(Slopes(neuron)).All(pair => Math.Abs(pair.First - pair.Second) < 1e-15));

lecture.Step("The same with tensors, as PyTorch prints it");
Tensor Leaf(double number) => Tensor.From([number], [1], Device.Reference).AsParameter(); // in double
Tensor x1 = Leaf(2), x2 = Leaf(0), w1 = Leaf(-3), w2 = Leaf(1), bias = Leaf((float)6.8813735870195432); // the lecture casts: the bias was a float
var tensor = ((x1 * w1) + (x2 * w2) + bias).Tanh();
lecture.Expect("o", tensor.Item(), "0.7071066904050358");
tensor.Backward();
lecture.Expect("x1", x1.Grad!.Item(), "-1.5000", within: 1e-6); // a bias off by 2e-8
lecture.Expect("w2", w2.Grad!.Item(), "0.0");

lecture.Step("micrograd's own example, of many operations");
var (g, ga, gb) = ReadmeExample();
g.Backward();
lecture.Expect("g", g.Data, "24.7041");
lecture.Expect("dg/da", ga.Grad, "138.8338");
lecture.Expect("dg/db", gb.Grad, "645.5773");
lecture.Show(new SvgPicture("micrograd's example", GraphView.ToSvg(g)));

lecture.Step("Neurons, layers, a multi-layer perceptron; four examples to learn");
double[][] inputs = [[2, 3, -1], [3, -1, 0.5], [0.5, 1, 1], [1, 1, -1]];
double[] wanted = [1, -1, -1, 1];
var model = SmallMlp();
lecture.Say($"{model}");
lecture.Expect("parameters", model.Parameters.Count, "41");
var withReset = Train(model, forgets: false);
lecture.Say($"loss {withReset[0]:F4} → {withReset[^1]:F4}; says {string.Join(", ", inputs.Select(x => $"{Say(model, x).Data:F3}"))}");
lecture.Check("20 steps of 0.1 learn the four answers", inputs.Zip(wanted).All(pair => Math.Abs(Say(model, pair.First).Data - pair.Second) < 0.5));

lecture.Step("The bug: gradients that were not set back to 0");
var withoutReset = Train(SmallMlp(), forgets: true);
lecture.Say($"loss {withoutReset[0]:F4} → {withoutReset[^1]:F4}, with {withoutReset.Skip(1).Max():F4} on the way: each step adds to all before it");
double[] steps = [.. Enumerable.Range(0, 20).Select(k => (double)k)];
lecture.ShowInText("losses", new LinePlot("Four examples, steps of 0.1", "step", "loss", [new LineSeries("gradients reset", steps, withReset), new LineSeries("forgotten", steps, withoutReset)]));

lecture.Step("Two moons: 100 points, 337 parameters");
var moons = Moons.Make(100, noise: 0.1, new NumpyRandom(1337));
var classifier = new Mlp(2, [16, 16, 1], new PythonRandom(1337)); // ReLU, and a last layer that is linear
lecture.Expect("parameters", classifier.Parameters.Count, "337");
var tape = new MoonsDemo(); // the same expression, recorded once on a flat tape and replayed
var (losses, accuracies) = (new double[100], new double[100]);
bool agree = true;
for (int k = 0; k < losses.Length; k++)
{
    Value[] scores = [.. moons.Points.Select(point => classifier.Forward([point.X, point.Y])[0])];

    // Each score wants to be on its label's side of 0 by at least 1 (a support vector machine's loss); large weights cost a little.
    var data = scores.Zip(moons.Labels, (score, label) => (1 + (-label * score)).Relu()).Aggregate((sum, one) => sum + one) * (1.0 / scores.Length);
    var loss = data + (1e-4 * classifier.Parameters.Select(weight => weight * weight).Aggregate((sum, one) => sum + one));
    (losses[k], accuracies[k]) = (loss.Data, scores.Zip(moons.Labels, (score, label) => score.Data > 0 == label > 0).Count(right => right) / 100.0);
    classifier.ZeroGrad();
    loss.Backward();
    foreach (var weight in classifier.Parameters)
    {
        weight.Data -= (1 - (0.9 * k / 100)) * weight.Grad; // the step shrinks from 1 to 0.1
    }

    agree &= Math.Abs(tape.StepOnTape(k) - losses[k]) < 1e-11;
}

lecture.Expect("step 0: loss", losses[0], "0.8958441028683222", within: 1e-14); // the sum in another order
lecture.Expect("step 0: accuracy", accuracies[0], "0.50");
lecture.Expect("step 1: loss", losses[1], "1.7235905336972022", within: 1e-13);
lecture.Expect("step 10: loss", losses[10], "0.24507");
lecture.Expect("step 20: loss", losses[20], "0.18978");
lecture.Expect("step 50: loss", losses[50], "0.09875");
lecture.Expect("step 99: loss", losses[99], "0.010978370135492717", within: 1e-9); // a hundred steps of such rounding
lecture.Expect("step 99: accuracy", accuracies[99], "1.00");
lecture.Check("the tape had the same loss at each step", agree);
lecture.ShowInText("moons", new DecisionBoundaryPlot("Two moons, and where the network sees the border", moons, (x, y) => classifier.Forward([x, y])[0].Data));

lecture.Step("What the exercises' answers are measured by");
double[] at = [2, 3, 4];
lecture.Expect("exercise 1: f", Exercise(at), "6.336362190988558");
double[] slopes = [(-3 * at[0] * at[0]) - (0.5 / Math.Sqrt(at[0])), (3 * Math.Cos(3 * at[1])) + (2.5 * Math.Pow(at[1], 1.5)), 1 / (at[2] * at[2])];
foreach (var (slope, (name, original)) in slopes.Zip([("a", "-12.353553390593273"), ("b", "10.25699027111255"), ("c", "0.0625")]))
{
    lecture.Expect($"slope towards {name}", slope, original, within: 1e-14);
}

double worstOneSided = slopes.Select((slope, i) => Math.Abs(((Exercise(Nudged(i, h)) - Exercise(at)) / h) - slope)).Max();
double worstSymmetric = slopes.Select((slope, i) => Math.Abs(((Exercise(Nudged(i, h)) - Exercise(Nudged(i, -h))) / (2 * h)) - slope)).Max();
lecture.Say($"with h = {h}: one-sided is off by {worstOneSided:E1}, symmetric by {worstSymmetric:E1}");
lecture.Check("the symmetric slope is better", worstSymmetric < worstOneSided / 100);
Value[] logits = [0.0, 3.0, -2.0, 1.0];
Value[] counts = [.. logits.Select(logit => logit.Exp())];
var surprise = -(counts[3] / counts.Aggregate((sum, one) => sum + one)).Log();
surprise.Backward();
lecture.Expect("exercise 4: -log softmax", surprise.Data, "2.1755153626167147", within: 1e-15);
foreach (var (logit, original) in logits.Zip(["0.041772570515350445", "0.8390245074625319", "0.005653302662216329", "-0.8864503806400986"]))
{
    lecture.Expect("slope", logit.Grad, original, within: 1e-15);
}

return lecture.End();

static double F(double x) => (3 * x * x) - (4 * x) + 5;

static double D(double a, double b, double c) => (a * b) + c;

static double L(double a, double b, double c, double f) => D(a, b, c) * f;

static Value Named(string label, Value value)
{
    value.Label = label;
    return value;
}

// Children before parents: a value is added when all that it was computed from is in the list.
static List<Value> InOrder(Value root)
{
    var order = new List<Value>();
    var seen = new HashSet<Value>();
    Visit(root);
    return order;

    void Visit(Value value)
    {
        if (seen.Add(value))
        {
            foreach (var child in value.Children)
            {
                Visit(child);
            }

            order.Add(value);
        }
    }
}

// The whole algorithm. What a child gets is the slope of the operation times what has arrived at the operation's result.
static void Backward(Value root, Action<Value, double> give)
{
    root.Grad = 1;
    foreach (var result in InOrder(root).AsEnumerable().Reverse())
    {
        Value[] from = [.. result.Children];
        switch (result.Op)
        {
            case ScalarOp.Add:
                give(from[0], 1 * result.Grad);
                give(from[1], 1 * result.Grad);
                break;
            case ScalarOp.Multiply:
                give(from[0], from[1].Data * result.Grad);
                give(from[1], from[0].Data * result.Grad);
                break;
            case ScalarOp.Tanh:
                give(from[0], (1 - (result.Data * result.Data)) * result.Grad);
                break;
        }
    }
}

static double[] Slopes(LectureNeuron neuron) => [neuron.X1.Grad, neuron.W1.Grad, neuron.X2.Grad, neuron.W2.Grad];

static (Value G, Value A, Value B) ReadmeExample()
{
    Value a = new(-4, "a"), b = new(2, "b");
    var c = a + b;
    var d = (a * b) + b.Pow(3);
    c += c + 1;
    c += 1 + c - a;
    d += (d * 2) + (b + a).Relu();
    d += (3 * d) + (b - a).Relu();
    var f = (c - d).Pow(2);
    return (Named("g", (f / 2) + (10 / f)), a, b);
}

static Mlp SmallMlp() => new(3, [4, 4, 1], new PythonRandom(1337), hidden: Nonlinearity.Tanh, last: Nonlinearity.Tanh);

static Value Say(Mlp model, double[] x) => model.Forward([.. x.Select(number => (Value)number)])[0];

// Forward, backward, a step downhill; the loss is the sum of the squared distances from the answers wanted.
double[] Train(Mlp model, bool forgets)
{
    var losses = new double[20];
    for (int k = 0; k < losses.Length; k++)
    {
        var loss = inputs.Zip(wanted, (x, y) => (Say(model, x) - y).Pow(2)).Aggregate((sum, one) => sum + one);
        losses[k] = loss.Data;
        if (!forgets)
        {
            model.ZeroGrad(); // gradients add up otherwise
        }

        loss.Backward();
        foreach (var parameter in model.Parameters)
        {
            parameter.Data -= 0.1 * parameter.Grad;
        }
    }

    return losses;
}

double[] Nudged(int which, double by) => [.. at.Select((x, i) => i == which ? x + by : x)];

static double Exercise(double[] x) => -Math.Pow(x[0], 3) + Math.Sin(3 * x[1]) - (1 / x[2]) + Math.Pow(x[1], 2.5) - Math.Sqrt(x[0]);

// Two inputs, two weights and a bias that makes the numbers round: o = tanh(x1 w1 + x2 w2 + b).
internal sealed class LectureNeuron
{
    public LectureNeuron()
    {
        Value product1 = X1 * W1, product2 = X2 * W2;
        product1.Label = "x1*w1";
        product2.Label = "x2*w2";
        N = product1 + product2 + B;
        N.Label = "n";
        O = N.Tanh();
        O.Label = "o";
    }

    public Value X1 { get; } = new(2, "x1");

    public Value X2 { get; } = new(0, "x2");

    public Value W1 { get; } = new(-3, "w1");

    public Value W2 { get; } = new(1, "w2");

    public Value B { get; } = new(6.8813735870195432, "b");

    public Value N { get; }

    public Value O { get; }
}
