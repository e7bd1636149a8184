namespace Tests;

/// <summary>What is bf16 and what is float. The catalogue compares the operations on every device; here is what they are.</summary>
public class MixedPrecisionTests
{
    [Fact]
    public void A_product_is_that_of_rounded_operands_rounded_forward_and_backward()
    {
        double[] x = KernelHarness.Normal(3 * 17, 1), w = KernelHarness.Normal(5 * 17, 2), upstream = KernelHarness.Normal(3 * 5, 3);
        var expected = Linear(Rounded(x), Rounded(w), Rounded(upstream), precision: null);
        expected[0] = Array.ConvertAll(expected[0], BFloat16.Round); // the gradients are those of floats
        var actual = Linear(x, w, upstream, new MixedPrecision());
        Assert.Equal(expected, actual);
        Assert.NotEqual(actual, Linear(x, w, upstream, precision: null));
    }

    [Fact]
    public void The_bias_is_added_before_the_rounding_and_its_gradient_is_float()
    {
        var (x, w) = (Leaf([1, 1], [2, 1]), Leaf([1], [1, 1]));
        const double Half = 1.0 / 256; // of the distance from 1 to the next bf16: a tie, which goes to 1
        var bias = Leaf([Half + 1e-6], [1]);
        Tensor y;
        using (new MixedPrecision().Enter())
        {
            y = F.Linear(x, w, bias);
        }

        Assert.Equal([1.0078125, 1.0078125], y.ToDoubles());
        y.Backward(Tensor.From([1 + 1e-6, Half], [2, 1], Device.Cpu));
        Assert.Equal([1 + Half], bias.Grad!.ToDoubles()); // the sum of 1 and Half, not rounded again
        Assert.Equal([1, Half], x.Grad!.ToDoubles());
    }

    /// <summary>A block of a transformer: what lies between two products is bf16, and comes back to a residual stream in float.</summary>
    [Theory]
    [OnReference]
    [OnCpu]
    [OnSimulator]
    [OnOpenCl]
    [OnCuda]
    public void Between_products_all_is_bf16_and_the_residual_stream_is_float(string deviceName)
    {
        var device = TestDevices.Get(deviceName);
        Tensor New(int[] shape, ulong seed) => Tensor.Randn(shape, new TorchGenerator(seed), device).AsParameter();
        var x = New([1, 3, 8], 1);
        var (gamma, attend, project, head) = (New([8], 2), New([24, 8], 3), New([8, 8], 4), New([5, 8], 5));
        using var entered = new MixedPrecision().Enter();
        var normed = F.LayerNorm(x, gamma, null).RetainGrad();
        var branch = F.Linear(F.CausalSelfAttention(F.Linear(normed, attend), 2), project).RetainGrad();
        var (sum, again) = F.AddLayerNorm(x, branch, gamma, null);
        var logits = F.Linear(F.RmsNorm(sum + F.Dropout(again.Gelu(), 0.5f, 3), gamma), head).RetainGrad();
        var loss = F.CrossEntropy(logits, Tensor.From([1, 2, 3], [3], device));
        Assert.All([normed, branch, again, logits], tensor => Assert.True(tensor.IsBFloat16));
        Assert.All([x, sum, loss], tensor => Assert.False(tensor.IsBFloat16));
        Assert.Equal(logits.ToFloats(), Array.ConvertAll(logits.ToFloats(), BFloat16.Round));
        loss.Backward();
        Assert.All([normed, branch, logits], tensor => Assert.True(tensor.Grad!.IsBFloat16));
        Assert.All([x, gamma, attend, project, head], tensor => Assert.False(tensor.Grad!.IsBFloat16));
        Assert.Equal(branch.Grad!.ToFloats(), Array.ConvertAll(branch.Grad.ToFloats(), BFloat16.Round));
    }

    /// <summary>Whoever works with tensors need not know their type.</summary>
    [Theory]
    [OnReference]
    [OnCpu]
    [OnSimulator]
    [OnOpenCl]
    [OnCuda]
    public void A_bf16_tensor_goes_wherever_a_float_does(string deviceName)
    {
        var device = TestDevices.Get(deviceName);
        var floats = Tensor.From([1.001, -2, 3, 4, 5, 6], [2, 3], device).AsParameter();
        var x = floats.ToBFloat16();
        Assert.Equal(1, x[0, 0].Item());
        Assert.Equal([4, 1, -2, 3], new[] { x[1, 0].Item() }.Concat(x[..1].ToDoubles()));
        Assert.Equal([3, 6], x.T[2, ..].ToDoubles());
        Assert.Equal("[1.0000, -2.0000, 3.0000] shape (3,)", x[0].ToString());
        Assert.Equal([4, 5, 6], x[Tensor.From([1], (int[])[1], device)].ToDoubles());
        Assert.Equal([1, -2, 3, 4, 5, 6, 1, -2, 3, 4, 5, 6], Tensor.Concatenate([x, x], 0).ToDoubles());
        Assert.Equal(2, x.Clone().Max(-1).Indices.ToInts()[0]);
        Assert.Equal(17, x.Sum().Item());
        Assert.True(x.To(Device.Cpu).IsBFloat16);
        var loss = (x.Softmax() * x.Variance([1], keepDim: true)).Sum() + (x.MatMul(x.T) * 1.001).Sum() + x.MaskedFill(Tensor.From([1, 0, 0], (int[])[3], device), 0).Sum();
        loss.Backward();
        Assert.All(floats.Grad!.ToDoubles(), gradient => Assert.True(double.IsFinite(gradient)));
        using var noGrad = Tensor.NoGrad();
        var target = Tensor.Zeros([2, 3], device).ToBFloat16();
        target[1, ..] = floats[0];
        target.Data = target + 1;
        Assert.Equal([1, 1, 1, 2, -1, 4], target.ToDoubles());
        Assert.Throws<ArgumentException>(() => Tensor.Arange(3, device).ToBFloat16());
    }

    [Fact]
    public void Weights_stay_float_and_their_copies_follow_them()
    {
        var precision = new MixedPrecision();
        var weight = Leaf([1], [1, 1]);
        var one = Tensor.Ones([1, 1], Device.Cpu);
        double Product()
        {
            using var entered = precision.Enter();
            return F.Linear(one, weight).Item();
        }

        for (int step = 0; step < 8; step++)
        {
            Assert.Equal(1, Product());
            weight.Data += 0.0005; // an eighth of what bf16 can tell at 1: a weight in bf16 would never move
        }

        Assert.Equal(1.004, weight.Item(), 1e-6);
        Assert.Equal(1.0078125, Product());
    }

    /// <summary>AdamW rounds in its own pass; what is assigned after a step, such as a checkpoint, is rounded when it is next needed.</summary>
    [Theory]
    [OnCpu]
    [OnSimulator]
    [OnOpenCl]
    [OnCuda]
    public void AdamW_renews_the_copies_and_assignments_are_not_overlooked(string deviceName)
    {
        var device = TestDevices.Get(deviceName);
        var precision = new MixedPrecision();
        var weight = Tensor.From(KernelHarness.Normal(3 * 5, 1), [3, 5], device).AsParameter();
        var bias = Tensor.Zeros([3], device).AsParameter();
        var optimizer = new AdamW([weight, bias], 0.01) { Precision = precision };
        var unit = Tensor.From(Enumerable.Range(0, 25).Select(i => i % 6 == 0 ? 1.0 : 0).ToArray(), [5, 5], device); // the product is the copy itself
        for (int step = 0; step < 3; step++)
        {
            AssertCopied();
            optimizer.Step();
            AssertCopied();
            optimizer.Step();
            weight.Data = Tensor.From(KernelHarness.Normal(3 * 5, step + 2), [3, 5], device);
            AssertCopied();
            optimizer.Step();
            weight.Assign(KernelHarness.Normal(3 * 5, step + 5).Select(value => (float)value).ToArray());
            AssertCopied();
            AssertCopied(); // entered again, with no step between
        }

        void AssertCopied()
        {
            optimizer.ZeroGrad();
            Tensor y;
            using (precision.Enter())
            {
                y = F.Linear(unit, weight, bias).RetainGrad();
            }

            Assert.Equal(weight.ToFloats().Zip(Enumerable.Range(0, 15)).Select(pair => BFloat16.Round(BFloat16.Round(pair.First) + bias.ToFloats()[pair.Second / 5])), y.T.ToFloats());
            y.Sum().Backward();
        }
    }

    [Fact]
    public void Outside_everything_is_float()
    {
        var (a, b) = (Leaf([1.001], [1, 1]), Leaf([1], [1, 1]));
        using (new MixedPrecision().Enter())
        {
            Assert.Equal(1, a.MatMul(b).Item());
            Assert.Equal(1.001, (a * b).Item(), 1e-6);
        }

        Assert.Equal(1.001, a.MatMul(b).Item(), 1e-6);
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        var device = new CpuDevice(threads: 1);
        var precision = new MixedPrecision();
        var (x, w) = (Tensor.Ones([4, 8], device), Tensor.Ones([8, 8], device).AsParameter());
        long Step()
        {
            using var scope = Tensor.Scope();
            Tensor loss;
            using (precision.Enter())
            {
                loss = F.Recompute(t => F.Linear(t, w), F.Linear(x, w).Tanh()).MatMul(w).Sum();
            }

            loss.Backward();
            w.ZeroGrad();
            loss.Free();
            return device.Pool.Statistics.BytesInUse;
        }

        long first = Step();
        Assert.Equal(first, Step());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_a_backward_pass_a_product_leaves_only_its_result(bool records)
    {
        var device = new CpuDevice(threads: 1);
        var (x, w) = (Tensor.Ones([16, 16], device), Tensor.Ones([16, 16], device)); // neither is learned: recording or not, there is no history
        using var noGrad = records ? null : (IDisposable)Tensor.NoGrad();
        using var entered = new MixedPrecision().Enter();
        foreach (var product in new Func<Tensor>[] { () => x.MatMul(w), () => F.Linear(x, w) })
        {
            long before = device.Pool.Statistics.BytesInUse;
            var y = product();
            Assert.Equal(before + (16 * 16 * sizeof(float)), device.Pool.Statistics.BytesInUse);
            y.Free();
        }
    }

    /// <summary>The result, dx and dw of y = x·wᵀ.</summary>
    private static List<float[]> Linear(double[] x, double[] w, double[] upstream, MixedPrecision? precision)
    {
        var (left, right) = (Leaf(x, [3, 17]), Leaf(w, [5, 17]));
        Tensor y;
        using (precision?.Enter())
        {
            y = F.Linear(left, right).RetainGrad();
        }

        y.Backward(Tensor.From(upstream, [3, 5], Device.Cpu));
        return [y.ToFloats(), left.Grad!.ToFloats(), right.Grad!.ToFloats()];
    }

    private static double[] Rounded(double[] values) => Array.ConvertAll(values, value => (double)BFloat16.Round((float)value));

    private static Tensor Leaf(double[] values, int[] shape) => Tensor.From(values, shape, Device.Cpu).AsParameter();
}
