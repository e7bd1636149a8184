using System.Text.Json;

namespace Tests;

/// <summary>The page that steps through a computation, in a real browser.</summary>
public class TimeMachineTests
{
    private const double Double = 1e-12, Float = 2e-6;

    /// <summary>c is used twice: its gradient has two parts.</summary>
    private static (Value Root, Value[] Leaves) Expression(double b = -3)
    {
        Value a = new(2, "a"), second = new(b, "b"), c = new(0.5, "c");
        var l = (((a * second) + c).Tanh() * c.Exp()) - (c / a).Pow(2) + (second * second).Log() + a.Sigmoid() + c.Relu();
        l.Label = "L";
        return (l, [a, second, c]);
    }

    [BrowserFact]
    public void An_expressions_gradients_are_the_librarys()
    {
        var (root, leaves) = Expression();
        string page = TimeMachine.ToHtml("An expression", root);
        root.Backward();
        var grads = Grads(page);
        Assert.All(leaves, leaf => Assert.Equal(leaf.Grad, grads[leaf.Label][0], Double));
    }

    [BrowserFact]
    public void A_tapes_gradients_are_the_librarys()
    {
        var g = new TorchGenerator(1);
        Tensor c = Leaf("C", [5, 3], g), w1 = Leaf("W1", [6, 4], g), b1 = Leaf("b1", [4], g), w2 = Leaf("W2", [4, 5], g), b2 = Leaf("b2", [5], g);
        var h = (c[Tensor.From([1, 2, 4, 1], [2, 2])].Reshape(2, -1).MatMul(w1) + b1).Tanh();
        var loss = F.CrossEntropy(h.MatMul(w2) + b2, Tensor.From([3, 0], [2]));
        CheckGradients(loss, [c, w1, b1, w2, b2]);
    }

    [BrowserFact]
    public void Every_operation_that_the_page_knows_is_the_librarys()
    {
        var g = new TorchGenerator(2);
        Tensor x = Leaf("x", [2, 3, 4], g), w = Leaf("w", [5, 4], g), bias = Leaf("bias", [5], g), m = Leaf("m", [4, 6], g), row = Leaf("row", [1, 4], g);
        var positive = (x * x) + 0.5;
        Tensor[] parts =
        [
            F.Linear(x, w, bias).Sum(), x.MatMul(m).Mean(), (x.T.MatMul(x) * 0.5).Sum(), (positive.Log() + positive.Sqrt()).Sum(), (2 / positive).Mean([1]).Sum(),
            (x - row).Pow(3).Sum([0, 2]).Mean(), (x / (row.Exp() + 1)).Sum(), x.Max(1, keepDim: true).Values.Sum(), (x[.., 1..3] * 3).Sum(), (-x).Relu().Sum(),
            (x.Softmax() * row).Sum(), (x.LogSoftmax() * row).Mean(), x.Sigmoid().Abs().Sum(), x.Permute(2, 0, 1).Contiguous().Tanh().Unsqueeze(1).Squeeze(1).Mean(),
            (row.Expand(3, 4).Clone() * x[1]).Sum(), (x - 1.5).Sum([1]).Pow(2).Mean(), m.T.MatMul(w.T).Sum(),
        ];
        CheckGradients(parts.Select((part, i) => part * (1 + (0.1 * i))).Aggregate((sum, part) => sum + part), [x, w, bias, m, row]);
    }

    [BrowserFact]
    public void Gradients_add_up_step_by_step_and_steps_can_be_taken_back()
    {
        var a = new Value(3, "a");
        string page = TimeMachine.ToHtml("b = a + a", a + a);
        string answer = Browser.Run(page, """
            const said = [];
            for (let i = 0; i < steps.length; i++) { go(position + 1); said.push(replay(position).grad[0]); }
            const text = document.getElementById("said").textContent;
            go(position - 1);
            said.push(replay(position).grad[0]);
            return JSON.stringify([said, text.includes("used more than once")]);
            """);
        Assert.Equal("[[null,null,[1],[2],[1]],true]", answer);
    }

    [BrowserFact]
    public void A_changed_number_changes_everything_behind_it()
    {
        var (root, _) = Expression();
        string answer = Browser.Run(TimeMachine.ToHtml("An expression", root), """
            selected = nodes.find(node => node.name === "b"); go(steps.length);
            selected = nodes.find(node => node.name === "b"); show();
            const input = document.querySelector("#numbers input");
            input.value = "1.25"; input.dispatchEvent(new Event("change"));
            input.value = "no number"; input.dispatchEvent(new Event("change"));
            const { data, grad } = replay(steps.length);
            return JSON.stringify([data[root][0], grad[nodes.find(node => node.name === "c").id][0]]);
            """);
        var (again, leaves) = Expression(b: 1.25);
        again.Backward();
        double[] seen = JsonSerializer.Deserialize<double[]>(answer)!;
        Assert.Equal(again.Data, seen[0], Double);
        Assert.Equal(leaves[2].Grad, seen[1], Double);
    }

    [BrowserFact]
    public void A_long_name_stays_clear_of_the_operation_beside_it()
    {
        var logProbs = Leaf("logits", [2, 3], new TorchGenerator(1)).LogSoftmax();
        logProbs.Name = "log_probabilities";
        string answer = Browser.Run(TimeMachine.ToHtml("Names", logProbs.Sum()), """
            return JSON.stringify(boxes.map(({ heading: [name, operation] }) => name.getBBox().x + name.getBBox().width < operation.getBBox().x || operation.textContent === ""));
            """);
        Assert.DoesNotContain("false", answer);
        Assert.Contains("true", answer);
    }

    [Fact]
    public void What_cannot_be_followed_is_refused_with_the_reason()
    {
        var sum = new Value(0);
        for (int i = 0; i < TimeMachine.MaxNodes; i++)
        {
            sum += 1;
        }

        Assert.Contains("show a smaller one", Assert.Throws<ArgumentException>(() => TimeMachine.ToHtml("", sum)).Message);
        var x = Tensor.Ones([2, 2]);
        x.RequiresGrad = true;
        Assert.Contains("single number", Assert.Throws<ArgumentException>(() => TimeMachine.ToHtml("", x * x)).Message);
        Assert.Contains("'gelu tanh'", Assert.Throws<ArgumentException>(() => TimeMachine.ToHtml("", x.Gelu().Sum())).Message);
        var loss = (x * x).Sum();
        loss.Backward();
        Assert.Contains("before calling it", Assert.Throws<ArgumentException>(() => TimeMachine.ToHtml("", loss)).Message);
    }

    [Fact]
    public void A_name_cannot_break_out_of_the_page()
    {
        string page = TimeMachine.ToHtml("<b>", new Value(1, "</script><script>alert(1)") + 1);
        Assert.DoesNotContain("<script>alert(1)", page);
        Assert.DoesNotContain("<title><b>", page);
    }

    private static Tensor Leaf(string name, int[] shape, TorchGenerator g)
    {
        var leaf = Tensor.Randn(shape, g);
        leaf.Name = name;
        leaf.RequiresGrad = true;
        return leaf;
    }

    private static void CheckGradients(Tensor loss, Tensor[] leaves)
    {
        string page = TimeMachine.ToHtml("A tape", loss);
        loss.Backward();
        var grads = Grads(page);
        Assert.All(leaves, leaf =>
        {
            double[] library = leaf.Grad!.ToDoubles();
            double tolerance = Float * Math.Max(1, library.Max(Math.Abs));
            Assert.Equal(library.Length, grads[leaf.Name].Length);
            Assert.All(library.Zip(grads[leaf.Name]), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        });
    }

    /// <summary>The gradient of each given number at the end, by name; after the page's own check of its forward pass.</summary>
    private static Dictionary<string, double[]> Grads(string page)
    {
        string answer = Browser.Run(page, """
            const { grad } = replay(steps.length);
            return JSON.stringify({ difference: [difference()], ...Object.fromEntries(nodes.filter(node => node.given && node.hasGrad).map(node => [node.name, grad[node.id]])) });
            """);
        Assert.StartsWith("{", answer);
        var grads = JsonSerializer.Deserialize<Dictionary<string, double[]>>(answer)!;
        Assert.InRange(grads["difference"][0], 0, Float);
        return grads;
    }
}
