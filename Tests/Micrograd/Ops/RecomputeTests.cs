namespace Tests;

/// <summary>Computing a block twice: the same gradients, less memory. The formula itself is checked through the catalogue.</summary>
public class RecomputeTests
{
    private readonly CpuDevice device = new(threads: 1);

    [Fact]
    public void Captured_parameters_get_the_same_bits()
    {
        var expected = Gradients(recomputes: false, seeds: null);
        Assert.Equal(expected, Gradients(recomputes: true, seeds: null));
    }

    [Fact]
    public void The_second_pass_drops_what_the_first_one_dropped()
    {
        var seeds = new DropoutSeeds(7) { Drawn = 3 };
        var expected = Gradients(recomputes: false, seeds);
        Assert.Equal(6u, seeds.Drawn);
        seeds.Drawn = 3;
        Assert.Equal(expected, Gradients(recomputes: true, seeds));
        Assert.Equal(6u, seeds.Drawn); // what comes after draws as if the block had been computed once
    }

    [Fact]
    public void Only_the_input_and_the_result_stay_in_memory()
    {
        var x = Leaf([64, 256]);
        Tensor Deep(Tensor t) => t.Exp().Tanh().Sigmoid().Exp().Tanh();
        long before = device.Pool.Statistics.BytesInUse;
        var y = F.Recompute(Deep, x);
        Assert.Equal(before + (4 * 64 * 256), device.Pool.Statistics.BytesInUse);
        y.Sum().Backward();
        Assert.True(x.Grad!.ToDoubles().All(double.IsFinite));
        y.Free();
        Assert.InRange(device.Pool.Statistics.BytesInUse, before + (4 * 64 * 256), before + (4 * 64 * 256) + 1024); // the gradient, and Backward's root
    }

    [Fact]
    public void A_block_may_return_its_input_or_contain_another()
    {
        var x = Leaf([3]);
        F.Recompute(t => t, x).Sum().Backward();
        Assert.Equal([1, 1, 1], x.Grad!.ToDoubles());
        x.ZeroGrad();
        F.Recompute(outer => F.Recompute(inner => inner * inner, outer * 1) * outer, x).Sum().Backward();
        Assert.All(x.ToDoubles().Zip(x.Grad!.ToDoubles()), pair => Assert.Equal(3 * pair.First * pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void A_block_that_lets_no_gradient_through_adds_none()
    {
        var x = Leaf([3]);
        (F.Recompute(t => t.Detach() * 2, x) + x).Sum().Backward();
        Assert.Equal([1, 1, 1], x.Grad!.ToDoubles());
    }

    [Fact]
    public void Without_a_gradient_to_the_input_the_block_is_recorded_as_usual()
    {
        var weight = Leaf([3]);
        var x = Tensor.Ones([3], device);
        F.Recompute(t => t * weight, x).Sum().Backward();
        Assert.Equal([1, 1, 1], weight.Grad!.ToDoubles());
        using var noGrad = Tensor.NoGrad();
        Assert.False(F.Recompute(t => t * weight, weight).RequiresGrad);
    }

    /// <summary>The bits of all gradients of two blocks with parameters, in which the input is used twice and one parameter is shared.</summary>
    private List<float[]> Gradients(bool recomputes, DropoutSeeds? seeds)
    {
        var shared = Leaf([8, 8]);
        var own = Leaf([8, 8]);
        var x = Leaf([5, 8]);
        Tensor Block(Tensor t)
        {
            var hidden = F.Linear(t, shared).Gelu();
            return t + F.Linear(seeds is null ? hidden : F.Dropout(hidden, 0.3f, seeds.Next()), own);
        }

        var y = x * 1;
        for (int i = 0; i < 3; i++)
        {
            y = recomputes ? F.Recompute(Block, y, seeds) : Block(y);
        }

        F.Linear(y, shared).Tanh().Sum().Backward();
        return [.. new[] { x, shared, own }.Select(leaf => leaf.Grad!.ToFloats())];
    }

    private Tensor Leaf(int[] shape)
    {
        var leaf = Tensor.Randn(shape, new TorchGenerator((ulong)shape.Length), device);
        leaf.RequiresGrad = true;
        return leaf;
    }
}
