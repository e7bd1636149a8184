namespace Tests;

/// <summary>A device that writes down what runs on it.</summary>
public class MeteredDeviceTests
{
    [Fact]
    public void Every_kernel_is_written_down_under_its_own_name_and_computes_what_it_did()
    {
        var inner = new RecordingDevice();
        var metered = new MeteredDevice(inner);
        metered.Start();
        foreach (var entry in Catalogue.All)
        {
            double[] expected = Run(entry, Device.Reference);
            Assert.Equal(expected, Run(entry, metered));
        }

        var calls = metered.Stop().Calls;
        Assert.Equal(inner.Called.Order(), calls.Select(call => call.Kernel).Distinct().Order());
        Assert.All(calls, call => Assert.True(call is { Seconds: >= 0, Flops: >= 0, Bytes: >= 0 }, call.ToString())); // a clock may not see eight bytes
        Assert.True(calls.Sum(call => call.Seconds) > 0);
    }

    [Fact]
    public void While_nobody_measures_the_kernels_are_the_device_s_own()
    {
        var metered = new MeteredDevice(new CpuDevice(threads: 1));
        Assert.Same(metered.Inner.Kernels, metered.Kernels);
        metered.Start();
        Assert.NotSame(metered.Inner.Kernels, metered.Kernels);
        metered.Stop();
        Assert.Same(metered.Inner.Kernels, metered.Kernels);
        Assert.Throws<InvalidOperationException>(metered.Stop);
    }

    [Fact]
    public void Kernels_and_buffers_belong_to_the_operation_that_ends_next()
    {
        var metered = new MeteredDevice(new CpuDevice(threads: 1));
        var x = Tensor.Randn([6, 4], new TorchGenerator(1), metered).AsParameter();
        var w = Tensor.Randn([5, 4], new TorchGenerator(2), metered).AsParameter();
        metered.Start();
        var h = F.Linear(x, w);
        using (Tensor.NoGrad())
        {
            F.Linear(x, w).Free();
        }

        h.Gelu().Sum().Backward();
        var meter = metered.Stop();
        (string Kernel, string Operation, Pass Pass, double Flops, double Bytes)[] expected =
        [
            ("MatMul", "linear", Pass.Forward, 2 * 6 * 5 * 4, 4 * ((6 * 4) + (5 * 4) + (6 * 5))),
            ("MatMul", "linear", Pass.Forward, 2 * 6 * 5 * 4, 4 * ((6 * 4) + (5 * 4) + (6 * 5))),
            ("Unary", "gelu tanh", Pass.Forward, 30, 4 * 2 * 30),
            ("SumForward", "sum", Pass.Forward, 30, 4 * 31),
            ("Fill", "Fill", Pass.Update, 0, 4),
            ("SumBackward", "sum", Pass.Backward, 30, 4 * 31),
            ("UnaryBackward", "gelu tanh", Pass.Backward, 60, 4 * 3 * 30),
            ("MatMul", "linear", Pass.Backward, 2 * 6 * 5 * 4, 4 * ((6 * 4) + (5 * 4) + (6 * 5))),
            ("MatMul", "linear", Pass.Backward, 2 * 6 * 5 * 4, 4 * ((6 * 4) + (5 * 4) + (6 * 5))),
        ];
        Assert.Equal(expected, meter.Calls.Select(call => (call.Kernel, call.Operation, call.Pass, call.Flops, call.Bytes)));
        Assert.Equal(128, meter.Buffers[0].Bytes); // 30 floats, in steps of 64 bytes
        Assert.Equal(("linear", Pass.Forward), (meter.Buffers[0].Operation, meter.Buffers[0].Pass));
        Assert.Equal(metered.Pool.Statistics.BytesInUse, meter.Timeline[^1].Bytes);
    }

    private static double[] Run(OpCase entry, Device device)
    {
        using var scope = Tensor.Scope();
        var inputs = OpCaseRun.Inputs(entry, entry.Shapes[0], device);
        foreach (var input in inputs)
        {
            input.RequiresGrad = entry.IsDifferentiable;
        }

        var y = entry.Apply(inputs);
        double[] numbers = y.ToDoubles();
        if (entry.IsDifferentiable)
        {
            y.Backward(Tensor.Randn(y.Shape, new TorchGenerator(5), device));
        }

        return [.. numbers, .. inputs.SelectMany(input => input.Grad?.ToDoubles() ?? [])];
    }
}
