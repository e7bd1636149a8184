namespace Makemore;

/// <summary>Lecture 1: derivatives of expressions, by hand and by the chain rule, up to a network that tells two moons apart.</summary>
internal sealed class MicrogradLecture : ILecture
{
    /// <inheritdoc/>
    public string Name => "micrograd";

    /// <inheritdoc/>
    public string Summary => "gradients of single numbers, and a small network.";

    /// <inheritdoc/>
    public void Run(LectureRun run)
    {
        Readme(run);
        FirstExpression(run);
        Neuron(run);
        Exercises(run.Output);
        FourExamples(run);
        TwoMoons(run);
    }

    private static void Readme(LectureRun run)
    {
        Value a = new(-4, "a"), b = new(2, "b");
        var c = a + b;
        var d = (a * b) + b.Pow(3);
        c += c + 1;
        c += 1 + c - a;
        d += (d * 2) + (b + a).Relu();
        d += (3 * d) + (b - a).Relu();
        var e = c - d;
        var f = e.Pow(2);
        var g = (f / 2) + (10 / f);
        g.Label = "g";
        g.Backward();
        Say(run.Output, $"an expression of many operations: g = {g.Data:F4}, dg/da = {a.Grad:F4}, dg/db = {b.Grad:F4}");
        Draw(run, "readme", g);
    }

    /// <summary>L = (a b + c) f; a step along the gradient makes L larger.</summary>
    private static void FirstExpression(LectureRun run)
    {
        Value a = new(2, "a"), b = new(-3, "b"), c = new(10, "c"), f = new(-2, "f");
        var before = Compute();
        before.Backward();
        Say(run.Output, $"L = {before.Data}: dL/da = {a.Grad}, dL/db = {b.Grad}, dL/dc = {c.Grad}, dL/df = {f.Grad}");
        const double h = 1e-4;
        double slope = (((((a + h) * b) + c) * f).Data - before.Data) / h;
        Say(run.Output, $"dL/da by nudging a: {slope:F4}");
        Draw(run, "expression", before);
        foreach (var leaf in new[] { a, b, c, f })
        {
            leaf.Data += 0.01 * leaf.Grad;
        }

        Say(run.Output, $"after a step of 0.01 along the gradient: L = {Compute().Data:F6}");

        Value Compute()
        {
            var e = a * b;
            e.Label = "e";
            var d = e + c;
            d.Label = "d";
            var l = d * f;
            l.Label = "L";
            return l;
        }
    }

    private static void Neuron(LectureRun run)
    {
        Value x1 = new(2, "x1"), x2 = new(0, "x2"), w1 = new(-3, "w1"), w2 = new(1, "w2"), b = new(6.8813735870195432, "b");
        var n = (x1 * w1) + (x2 * w2) + b;
        n.Label = "n";
        var o = n.Tanh();
        o.Label = "o";
        o.Backward();
        Say(run.Output, $"neuron: o = {o.Data}; slopes x1 {x1.Grad:F4}, w1 {w1.Grad:F4}, x2 {x2.Grad:F4}, w2 {w2.Grad:F4}");
        Draw(run, "neuron", o);
        var a = new Value(3);
        (a + a).Backward();
        Say(run.Output, $"b = a + a: db/da = {a.Grad}, because both uses count");
    }

    private static void Exercises(TextWriter output)
    {
        double[] at = [2, 3, 4];
        double[] slopes = [(-3 * at[0] * at[0]) - (0.5 / Math.Sqrt(at[0])), (3 * Math.Cos(3 * at[1])) + (2.5 * Math.Pow(at[1], 1.5)), 1 / (at[2] * at[2])];
        Say(output, $"exercise 1: f = {F(at)}, slopes {string.Join(", ", slopes)}");
        const double h = 1e-6;
        Say(output, $"  one-sided      {string.Join(", ", at.Select((_, i) => (F(Nudged(i, h)) - F(at)) / h))}");
        Say(output, $"  symmetric      {string.Join(", ", at.Select((_, i) => (F(Nudged(i, h)) - F(Nudged(i, -h))) / (2 * h)))}");

        Value[] logits = [0.0, 3.0, -2.0, 1.0];
        Value[] counts = [.. logits.Select(logit => logit.Exp())];
        var loss = -(counts[3] / counts.Aggregate((sum, count) => sum + count)).Log();
        loss.Backward();
        Say(output, $"exercise 2: -ln softmax = {loss.Data}, slopes {string.Join(", ", logits.Select(logit => logit.Grad))}");

        double[] Nudged(int which, double by) => [.. at.Select((x, i) => i == which ? x + by : x)];

        static double F(double[] x) => -Math.Pow(x[0], 3) + Math.Sin(3 * x[1]) - (1 / x[2]) + Math.Pow(x[1], 2.5) - Math.Sqrt(x[0]);
    }

    private static void FourExamples(LectureRun run)
    {
        double[][] xs = [[2, 3, -1], [3, -1, 0.5], [0.5, 1, 1], [1, 1, -1]];
        double[] ys = [1, -1, -1, 1];
        var model = new Mlp(3, [4, 4, 1], new PythonRandom(1337), hidden: Nonlinearity.Tanh, last: Nonlinearity.Tanh);
        Say(run.Output, $"{model}: {model.Parameters.Count} parameters");
        for (int k = 0; k < run.Steps(20); k++)
        {
            Value[] predictions = [.. xs.Select(x => model.Forward([.. x.Select(number => (Value)number)])[0])];
            var loss = predictions.Zip(ys, (prediction, y) => (prediction - y).Pow(2)).Aggregate((sum, term) => sum + term);
            model.ZeroGrad(); // forgotten in the lecture at first: gradients add up
            loss.Backward();
            foreach (var p in model.Parameters)
            {
                p.Data -= 0.1 * p.Grad;
            }

            string said = string.Join(" ", predictions.Select(prediction => FormattableString.Invariant($"{prediction.Data:F3}")));
            Say(run.Output, $"step {k,2} loss {loss.Data:F6}, predictions {said}");
        }
    }

    private static void TwoMoons(LectureRun run)
    {
        var demo = new MoonsDemo();
        Say(run.Output, $"two moons: {demo.Data.Points.Count} points, {demo.Model.Parameters.Count} parameters");
        int steps = run.Steps(MoonsDemo.Steps);
        for (int k = 0; k < steps && !run.Stop.IsCancellationRequested; k++)
        {
            double loss = demo.StepOnTape(k);
            if (k < 2 || k % 10 == 0 || k == steps - 1)
            {
                Say(run.Output, $"step {k,2} loss {loss}, accuracy {demo.Accuracy:P0}");
            }
        }

        run.SavePage("moons", [new DecisionBoundaryPlot("Two moons, and where the network sees the border", demo.Data, (x, y) => demo.Model.Forward([x, y])[0].Data)]);
    }

    private static void Draw(LectureRun run, string name, Value root)
    {
        if (run.Folder is { } folder)
        {
            string page = Path.Combine(folder, $"{name}.html");
            GraphView.Save(page, root);
            Say(run.Output, $"picture   {page}");
        }
    }

    private static void Say(TextWriter output, FormattableString text) => output.WriteLine(FormattableString.Invariant(text));
}
