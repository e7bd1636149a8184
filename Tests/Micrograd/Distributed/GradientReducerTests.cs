namespace Tests;

/// <summary>Buckets and their way, with a group that only writes down what it is asked for.</summary>
public class GradientReducerTests
{
    [Fact]
    public void Buckets_set_off_while_the_backward_pass_still_runs()
    {
        var (group, parameters, reducer) = Three();
        reducer.BeforeLastBackward();
        Loss(parameters, seen => group.Log.Add(seen)).Backward();
        Assert.Equal(["sum 0", "layer 1 still to come", "sum 1", "layer 0 still to come", "sum 2"], group.Log);
        reducer.Finish();
        Assert.Equal(["wait 0", "wait 1", "wait 2"], group.Log[^3..]);
    }

    [Fact]
    public void Accumulated_gradients_travel_once()
    {
        var (group, parameters, reducer) = Three();
        Loss(parameters).Backward();
        Assert.Empty(group.Log);
        double[] once = parameters[1].Grad!.ToDoubles();
        reducer.BeforeLastBackward();
        Loss(parameters).Backward();
        reducer.Finish();
        Assert.Equal(3, group.Log.Count(entry => entry.StartsWith("sum", StringComparison.Ordinal)));
        Assert.Equal(once.Select(g => 2 * g), parameters[1].Grad!.ToDoubles());
    }

    [Fact]
    public void Gradients_have_the_bits_that_they_have_elsewhere()
    {
        var alone = Parameters();
        Loss(alone).Backward();
        var (_, parameters, reducer) = Three();
        for (int step = 0; step < 2; step++) // the second one finds memory that the first has used
        {
            reducer.BeforeLastBackward();
            Loss(parameters).Backward();
            reducer.Finish();
            Assert.All(alone.Zip(parameters), pair => Assert.Equal(pair.First.Grad!.ToDoubles(), pair.Second.Grad!.ToDoubles()));
            Array.ForEach(parameters, parameter => parameter.ZeroGrad());
        }
    }

    [Fact]
    public void A_parameter_without_a_gradient_holds_nobody_up()
    {
        var (group, parameters, reducer) = Three();
        reducer.BeforeLastBackward();
        (parameters[0] * parameters[0]).Sum().Backward();
        reducer.Finish();
        Assert.Equal(3, group.Log.Count(entry => entry.StartsWith("sum", StringComparison.Ordinal)));
        Assert.Null(parameters[2].Grad);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Slices_are_all_of_a_bucket(int ranks)
    {
        Tensor[] parameters = [Tensor.Zeros([5]).AsParameter("a"), Tensor.Zeros([7, 3]).AsParameter("b")];
        var bucket = Assert.Single(GradientBuckets.Of(parameters, ranks));
        Assert.Equal(bucket.Memory.Count, Enumerable.Range(0, ranks).Sum(rank => bucket.Slice(rank, ranks).Length));
        Assert.All(bucket.Parts, part => Assert.Equal(0, part.Offset % 16));
        Assert.Same(parameters[1], bucket.Parts[0].Parameter); // the last one's gradient is ready first
    }

    [Fact]
    public void Shared_moments_are_the_papers_share_of_the_memory()
    {
        var parameters = Parameters();
        var reducer = new GradientReducer(new LoggingGroup(4), parameters, scatters: true);
        var optimizer = new ShardedAdamW([new ParameterGroup(parameters, 0)], 0.1, 0.9, 0.999, 1e-8, reducer);
        long numbers = parameters.Sum(parameter => (long)parameter.Count);
        Assert.Equal(numbers / 4, optimizer.FirstMoments.Sum(moment => (long)moment.Count)); // 256 x 256 needs no padding
        Assert.Equal(numbers / 4, optimizer.SecondMoments.Sum(moment => (long)moment.Count));
    }

    private static Tensor[] Parameters()
    {
        var g = new TorchGenerator(3);
        return [.. Enumerable.Range(0, 3).Select(i => Tensor.Randn([256, 256], g, Device.Cpu).AsParameter($"layer {i}"))];
    }

    private static (LoggingGroup Group, Tensor[] Parameters, GradientReducer Reducer) Three()
    {
        var (group, parameters) = (new LoggingGroup(2), Parameters());
        return (group, parameters, new GradientReducer(group, parameters, scatters: false));
    }

    /// <summary>Three layers; the backward pass tells when it comes to what lies between them.</summary>
    private static Tensor Loss(Tensor[] parameters, Action<string>? seen = null)
    {
        var x = Tensor.Randn([4, 256], new TorchGenerator(4), Device.Cpu);
        for (int i = 0; i < parameters.Length; i++)
        {
            x = x.MatMul(parameters[i]);
            string next = $"layer {i} still to come";
            var before = x;
            x = before.Clone().Record("tell", [before], dy =>
            {
                if (seen is not null && next != "layer 2 still to come")
                {
                    seen(next);
                }

                before.AddGrad(dy.Detach());
            });
        }

        return x.Sum();
    }

    /// <summary>Ranks that have nothing to add.</summary>
    private sealed class LoggingGroup(int size) : ProcessGroup
    {
        private int begun;

        public List<string> Log { get; } = [];

        public override int Rank => 0;

        public override int Size => size;

        public override string Description => "a test";

        public override Collective AllReduce(Buffer values)
        {
            Log.Add($"sum {begun}");
            return new Logged(Log, begun++);
        }

        public override Collective ReduceScatter(Buffer values) => Collective.Done;

        public override Collective AllGather(Buffer values) => Collective.Done;

        public override Collective Broadcast(Buffer values) => Collective.Done;

        public override void AllGather(ReadOnlySpan<byte> mine, Span<byte> all) => throw new NotSupportedException();

        public override void Barrier()
        {
        }

        public override void Abort(int exitCode) => throw new NotSupportedException();

        private sealed class Logged(List<string> log, int number) : Collective
        {
            public override void Wait() => log.Add($"wait {number}");
        }
    }
}
