namespace Tests;

public class MlpTests
{
    [Fact]
    public void Text_is_micrograd_s()
    {
        var relu = new Micrograd.Mlp(2, [2, 1], new PythonRandom(1));
        Assert.Equal("MLP of [Layer of [ReLUNeuron(2), ReLUNeuron(2)], Layer of [LinearNeuron(2)]]", relu.ToString());
        var tanh = new Micrograd.Mlp(3, [1], new PythonRandom(1), Nonlinearity.Tanh, Nonlinearity.Tanh);
        Assert.Equal("MLP of [Layer of [TanhNeuron(3)]]", tanh.ToString());
    }

    [Theory]
    [InlineData(3, new[] { 4, 4, 1 }, 41)]
    [InlineData(2, new[] { 16, 16, 1 }, 337)]
    public void Parameter_counts_of_the_lecture_and_the_demo(int inputs, int[] outputs, int count) =>
        Assert.Equal(count, new Micrograd.Mlp(inputs, outputs, new PythonRandom(1)).Parameters.Count);

    [Fact]
    public void Weights_are_python_s_uniform_draws_in_order()
    {
        var random = new PythonRandom(1337);
        var parameters = new Micrograd.Mlp(2, [2], new PythonRandom(1337)).Parameters;
        Assert.Equal(random.Uniform(-1, 1), parameters[0].Data);
        Assert.Equal(random.Uniform(-1, 1), parameters[1].Data);
        Assert.Equal(0, parameters[2].Data); // the bias
        Assert.Equal(random.Uniform(-1, 1), parameters[3].Data);
    }

    [Fact]
    public void Lecture_s_four_examples_are_learned_in_twenty_steps()
    {
        double[][] xs = [[2, 3, -1], [3, -1, 0.5], [0.5, 1, 1], [1, 1, -1]];
        double[] ys = [1, -1, -1, 1];
        var model = new Micrograd.Mlp(3, [4, 4, 1], new PythonRandom(1337), Nonlinearity.Tanh, Nonlinearity.Tanh);
        var losses = new List<double>();
        for (int step = 0; step < 20; step++)
        {
            var loss = xs.Zip(ys, (x, y) => (model.Forward([.. x.Select(number => (Value)number)])[0] - y).Pow(2)).Aggregate((sum, term) => sum + term);
            model.ZeroGrad();
            loss.Backward();
            foreach (var p in model.Parameters)
            {
                p.Data -= 0.1 * p.Grad;
            }

            losses.Add(loss.Data);
        }

        Assert.True(losses[^1] < 0.1 && losses[^1] < 0.05 * losses[0], $"from {losses[0]} to {losses[^1]}");
    }

    [Fact]
    public void Wrong_number_of_inputs_is_named()
    {
        var e = Assert.Throws<ArgumentException>(() => new Micrograd.Mlp(3, [1], new PythonRandom(1)).Forward([1.0, 2.0]));
        Assert.Contains("2 inputs for 3 weights", e.Message);
    }
}
