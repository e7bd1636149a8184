namespace Tests;

/// <summary>A loop's turns use the tensors of the turn before.</summary>
public class TensorArenaTests
{
    private static readonly double[] Numbers = [1, -2, 3, 4, -5, 6];

    [Fact]
    public void A_turn_makes_the_tensors_of_the_turn_before()
    {
        using var arena = new TensorArena();
        var x = Tensor.From(Numbers, [2, 3], Device.Cpu);
        Tensor first, second;
        using (arena.Begin())
        {
            first = x * x;
            Assert.Equal([1, 4, 9, 16, 25, 36], first.ToDoubles());
        }

        using (arena.Begin())
        {
            second = x + x;
            Assert.Equal([2, -4, 6, 8, -10, 12], second.ToDoubles());
        }

        Assert.Same(first, second);
    }

    [Fact]
    public void Another_shape_gets_another_tensor_and_the_old_one_goes_back_to_the_pool()
    {
        var device = new CpuDevice(1);
        var x = Tensor.From(Numbers, [2, 3], device);
        long before = device.Pool.Statistics.BytesInUse;
        var arena = new TensorArena();
        Tensor first;
        using (arena.Begin())
        {
            first = x.Relu();
        }

        using (arena.Begin())
        {
            Assert.Equal(5.0, x.Sum([1]).ToDoubles()[1]);
            Assert.Equal([1, 0, 3, 4, 0, 6], x.Relu().ToDoubles());
        }

        Assert.True(first.IsFreed);
        arena.Dispose();
        Assert.Equal(before, device.Pool.Statistics.BytesInUse);
    }

    [Fact]
    public void A_scope_in_a_turn_frees_views_and_leaves_the_arenas_tensors()
    {
        using var arena = new TensorArena();
        var x = Tensor.From(Numbers, [2, 3], Device.Cpu);
        for (int turn = 0; turn < 3; turn++)
        {
            using var _ = arena.Begin();
            Tensor made, view;
            using (Tensor.Scope())
            {
                made = x.Relu();
                view = made[1];
                Assert.Equal([4, 0, 6], view.ToDoubles());
            }

            Assert.True(view.IsFreed);
            Assert.False(made.IsFreed);
        }
    }

    [Fact]
    public void Nothing_is_recorded_in_a_turn_and_after_it_all_is_as_before()
    {
        using TensorArena outer = new(), inner = new();
        var w = Tensor.From(Numbers, [2, 3], Device.Cpu).AsParameter();
        using (outer.Begin())
        {
            var before = w.Relu();
            using (inner.Begin())
            {
                Assert.NotSame(before, w.Relu());
            }

            Assert.False(w.Relu().RequiresGrad);
            Assert.False(Tensor.IsRecording);
        }

        Assert.True(Tensor.IsRecording);
        var recorded = w.Relu();
        Assert.True(recorded.RequiresGrad);
        recorded.Sum().Backward();
        Assert.Equal([1, 0, 1, 1, 0, 1], w.Grad!.ToDoubles());
    }
}
