namespace Tests;

/// <summary>What the tape promises: gradients add up, memory is freed, mistakes are named.</summary>
public class TapeTests
{
    private static Tensor Leaf(params double[] values)
    {
        var leaf = Tensor.From(values, [values.Length], Device.Reference);
        leaf.RequiresGrad = true;
        return leaf;
    }

    [Fact]
    public void A_tensor_used_twice_gets_both_gradients()
    {
        var x = Leaf(3);
        var y = x * x;
        (y + y + x).Sum().Backward();
        Assert.Equal([13], x.Grad!.ToDoubles());
    }

    [Fact]
    public void Gradients_of_two_backward_passes_add_up()
    {
        var x = Leaf(1, 2);
        (x * 2).Sum().Backward();
        (x * 3).Sum().Backward();
        Assert.Equal([5, 5], x.Grad!.ToDoubles());
        x.ZeroGrad();
        Assert.Null(x.Grad);
    }

    [Fact]
    public void Summands_share_a_gradient_without_disturbing_each_other()
    {
        var a = Leaf(1, 2);
        var b = Leaf(3, 4);
        var sum = a + b;
        (sum * sum).Sum().Backward();
        (a * 5).Sum().Backward();
        Assert.Equal([13, 17], a.Grad!.ToDoubles());
        Assert.Equal([8, 12], b.Grad!.ToDoubles());
    }

    [Fact]
    public void Clipping_one_summand_leaves_the_other_alone()
    {
        var a = Leaf(1, 2);
        var b = Leaf(3, 4);
        (a + b).Sum().Backward();
        a.Grad!.Data *= 10;
        Assert.Equal([10, 10], a.Grad!.ToDoubles());
        Assert.Equal([1, 1], b.Grad!.ToDoubles());
    }

    [Fact]
    public void A_residual_connection_adds_the_gradients_of_both_paths()
    {
        var x = Leaf(2, 3);
        var start = x * 1;
        var middle = start + (start * start);
        (middle + (middle * 4)).Sum().Backward();
        Assert.Equal([25, 35], x.Grad!.ToDoubles()); // 5·(1 + 2x)
    }

    [Fact]
    public void Backward_twice_is_an_error_that_says_so()
    {
        var x = Leaf(1);
        var y = x.Exp().Sum();
        y.Backward();
        Assert.Contains("called twice", Assert.Throws<InvalidOperationException>(y.Backward).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_was_freed_says_so()
    {
        var x = Leaf(1);
        var shared = x.Exp().RetainGrad();
        (shared * 2).Sum().Backward();
        var second = (shared * 3).Sum();
        Assert.Contains("freed by an earlier Backward", Assert.Throws<InvalidOperationException>(second.Backward).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Intermediate_results_are_freed_unless_retained()
    {
        var x = Leaf(1, 2);
        var kept = x.Exp().RetainGrad();
        var freed = kept * 2;
        freed.Sum().Backward();
        Assert.Equal([2, 2], kept.Grad!.ToDoubles());
        Assert.Equal(Math.E, kept[0].Item(), 12);
        Assert.True(freed.IsFreed);
        Assert.Contains("RetainGrad", Assert.Throws<ObjectDisposedException>(() => freed.ToDoubles()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_recorded_without_gradients()
    {
        var x = Leaf(1);
        using (Tensor.NoGrad())
        {
            Assert.False((x * 2).RequiresGrad);
        }

        Assert.True((x * 2).RequiresGrad);
        Assert.False(x.Detach().RequiresGrad);
    }

    [Fact]
    public void Backward_needs_one_number()
    {
        var x = Leaf(1, 2);
        Assert.Contains("(2,)", Assert.Throws<InvalidOperationException>((x * 2).Backward).Message, StringComparison.Ordinal);
        Assert.Contains("RequiresGrad", Assert.Throws<InvalidOperationException>(Tensor.Scalar(1, Device.Reference).Backward).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compound_assignment_makes_a_new_tensor()
    {
        var x = Leaf(1);
        var y = x * 2;
        var before = y;
        y += x;
        Assert.NotSame(before, y);
        y.Sum().Backward();
        Assert.Equal([3], x.Grad!.ToDoubles());
    }

    [Fact]
    public void Data_is_changed_behind_the_tape()
    {
        var x = Leaf(1, 2);
        (x * x).Sum().Backward();
        x.Data -= 0.5 * x.Grad!;
        Assert.Equal([0, 0], x.ToDoubles());
        Assert.True(x.IsLeaf);
    }

    [Fact]
    public void A_scope_frees_what_was_made_inside()
    {
        Tensor inside, kept;
        using (var scope = Tensor.Scope())
        {
            inside = Tensor.Ones([2], Device.Reference);
            kept = scope.Keep(inside * 3);
        }

        Assert.True(inside.IsFreed);
        Assert.Equal([3, 3], kept.ToDoubles());
    }

    [Fact]
    public void A_scope_that_was_closed_leaves_the_next_ones_alone()
    {
        var first = Tensor.Scope();
        first.Dispose();
        using var second = Tensor.Scope();
        var inside = Tensor.Ones([2], Device.Reference);
        first.Dispose();
        Assert.False(inside.IsFreed);
        second.Dispose();
        Assert.True(inside.IsFreed);
    }

    [Fact]
    public void A_scope_closed_before_the_one_inside_it_ends_with_that_one()
    {
        var outer = Tensor.Scope();
        var inner = Tensor.Scope();
        outer.Dispose();
        var inside = Tensor.Ones([2], Device.Reference);
        inner.Dispose();
        var outside = Tensor.Ones([2], Device.Reference);
        inner.Dispose();
        Assert.True(inside.IsFreed);
        Assert.False(outside.IsFreed);
    }

    [Fact]
    public void Keeping_what_was_made_outside_changes_nothing()
    {
        var made = Tensor.Ones([2], Device.Reference);
        using (Tensor.Scope())
        {
            using var inner = Tensor.Scope();
            inner.Keep(made);
        }

        Assert.False(made.IsFreed);
    }

    [Fact]
    public void An_operation_may_let_no_gradient_through()
    {
        var x = Leaf(1, 2);
        var y = x.Exp();
        var blocked = y.Clone().Detach().Record("block", [y], _ => { });
        (blocked + x).Sum().Backward();
        Assert.Equal([1, 1], x.Grad!.ToDoubles());
        Assert.True(y.IsFreed);
    }

    [Fact]
    public void The_upstream_gradient_must_be_on_the_same_device()
    {
        var y = Leaf(1, 2) * 2;
        Assert.Throws<ArgumentException>(() => y.Backward(Tensor.Ones([2], Device.Cpu)));
    }

    [Fact]
    public void Threads_may_take_views_of_one_tensor()
    {
        var device = new CpuDevice(threads: 1);
        var shared = Tensor.Ones([4, 4], device);
        Parallel.For(0, 10_000, _ => shared.T.Free());
        Assert.Equal(16, shared.ToDoubles().Sum());
        shared.Free();
        Assert.Equal(0, device.Pool.Statistics.BytesInUse);
    }

    [Fact]
    public void Leaves_never_share_a_gradient_even_behind_views()
    {
        var a = Leaf(1, 2);
        var b = Leaf(3, 4);
        (a.Reshape(2, 1) + b.Reshape(2, 1)).Sum().Backward();
        GradientClipping.ClipNorm([a, b], 1); // four ones have the norm 2
        Assert.All((double[])[.. a.Grad!.ToDoubles(), .. b.Grad!.ToDoubles()], g => Assert.Equal(0.5, g, 5));
    }

    /// <summary>The gradient of logits takes their place in memory, unless somebody would see it.</summary>
    [Theory]
    [InlineData("nobody")]
    [InlineData("who retains them")]
    [InlineData("who has a view of them")]
    [InlineData("who computes with them")]
    public void Logits_are_overwritten_by_their_gradient_where_nobody_looks(string looks)
    {
        var device = new CpuDevice(threads: 1);
        const int Rows = 64, Classes = 100;
        var x = Tensor.Randn([Rows, Classes], new TorchGenerator(1), device).AsParameter();
        var targets = Tensor.From([.. Enumerable.Range(0, Rows)], [Rows], device);
        var logits = x * 2;
        double[] numbers = logits.ToDoubles();
        var view = looks == "who has a view of them" ? logits.Detach() : null;
        var loss = F.CrossEntropy(looks == "who retains them" ? logits.RetainGrad() : logits, targets);
        loss = looks == "who computes with them" ? loss + (logits * logits).Sum() : loss;
        long before = device.Pool.Statistics.BytesHeld;
        loss.Backward();
        Assert.Equal(looks == "nobody", device.Pool.Statistics.BytesHeld < before + (2 * 4 * Rows * Classes)); // but for x's gradient
        Assert.Equal(view is null ? [] : numbers, view?.ToDoubles() ?? []);
        Assert.Equal(looks == "who retains them" ? numbers : [], looks == "who retains them" ? logits.ToDoubles() : []);
        var again = F.CrossEntropy(x.Detach().To(Device.Reference).AsParameter() is var exact ? exact * 2 : exact, targets.To(Device.Reference));
        again = looks == "who computes with them" ? again + (exact * 2 * (exact * 2)).Sum() : again;
        again.Backward();
        Assert.All(exact.Grad!.ToDoubles().Zip(x.Grad!.ToDoubles()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void A_long_chain_does_not_overflow_the_stack()
    {
        var x = Leaf(1);
        var y = x;
        for (int i = 0; i < 20_000; i++)
        {
            y += 1;
        }

        y.Sum().Backward();
        Assert.Equal([1], x.Grad!.ToDoubles());
    }

    [Fact]
    public void Forgotten_tensors_come_back_to_the_pool()
    {
        var device = new CpuDevice(threads: 1);
        MakeAndForget(device);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(0, device.Pool.Statistics.BytesInUse);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void MakeAndForget(Device device)
    {
        for (int i = 0; i < 10; i++)
        {
            Tensor.Ones([1000], device);
        }
    }
}
