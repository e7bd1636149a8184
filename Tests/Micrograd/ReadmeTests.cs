namespace Tests;

/// <summary>The README's examples, as they stand there.</summary>
public class ReadmeTests
{
    [Fact]
    public void The_lectures_network_learns()
    {
        var g = new TorchGenerator(2147483647);
        var C = Tensor.Randn([27, 10], g).AsParameter();
        var W1 = Tensor.Randn([30, 200], g).AsParameter();
        var b1 = Tensor.Randn([200], g).AsParameter();
        var W2 = Tensor.Randn([200, 27], g).AsParameter();
        var b2 = Tensor.Randn([27], g).AsParameter();
        Tensor[] parameters = [C, W1, b1, W2, b2];
        Assert.Equal(11_897, parameters.Sum(p => p.Count));

        var Xb = Tensor.RandInt(0, 27, [32, 3], g);
        var Yb = Tensor.RandInt(0, 27, [32], g);
        var losses = new List<double>();
        for (int i = 0; i < 50; i++)
        {
            var emb = C[Xb]; // (32, 3, 10)
            var h = (emb.Reshape(-1, 30).MatMul(W1) + b1).Tanh(); // (32, 200)
            var loss = F.CrossEntropy(h.MatMul(W2) + b2, Yb);
            foreach (var p in parameters)
            {
                p.ZeroGrad();
            }

            loss.Backward();
            losses.Add(loss.Item());
            foreach (var p in parameters)
            {
                p.Data -= 0.1 * p.Grad!;
            }
        }

        Assert.InRange(losses[0], 10, 35); // the lecture's unscaled start is far too sure of itself
        Assert.True(losses[^1] < 0.1 * losses[0], $"{losses[0]} fell only to {losses[^1]}");
    }

    [Fact]
    public void A_right_gradient_passes()
    {
        var report = GradCheck.Run("tanh", t => t[0].Tanh(), Tensor.Randn([3, 4]));
        Assert.True(report.Passed, report.ToString());
    }
}
