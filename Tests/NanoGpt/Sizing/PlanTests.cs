using NanoGpt;

namespace Tests;

/// <summary>Plans against computations by hand and the ZeRO paper's table.</summary>
public sealed class PlanTests
{
    [Fact]
    public void A_step_costs_what_a_hand_computes()
    {
        // 1000 parameters are 4000 bytes; four ranks send 2 x 3/4 of them, 6000 bytes, at 1 kB/s: 6 s; and 6 turns of 0.1 s.
        var plan = new ScalingPlan(parameters: 1000, lastParameters: 100, computeSeconds: 9, lastBatchSeconds: 3, new ScalingMachines(4, 1000, 0.1));
        Assert.Equal(6000, plan.BytesSent, 9);
        Assert.Equal(6.6, plan.AllReduceSeconds, 9);
        Assert.Equal(9 + 6.6 - 2, plan.DataParallelSeconds, 9); // 2 s of backward pass hide as much
        Assert.Equal(9 + 3.3 - 2 + 3.3, plan.ZeroSeconds, 9); // both halves take as long; only the first can hide
        Assert.Equal(9 / 13.6, plan.Efficiency(plan.DataParallelSeconds), 9);
    }

    [Fact]
    public void A_long_backward_pass_hides_all_but_the_last_bucket()
    {
        var plan = new ScalingPlan(parameters: 1000, lastParameters: 100, computeSeconds: 30, lastBatchSeconds: 30, new ScalingMachines(4, 1000, 0));
        Assert.Equal(30 + 0.6, plan.DataParallelSeconds, 9);
        Assert.Equal(30 + 0.3 + 3, plan.ZeroSeconds, 9);
    }

    [Fact]
    public void One_rank_sends_nothing()
    {
        var plan = new ScalingPlan(1000, 100, 5, 5, new ScalingMachines(1, 1000, 1));
        Assert.Equal((0, 5, 5, 1), (plan.BytesSent, plan.DataParallelSeconds, plan.ZeroSeconds, plan.Efficiency(plan.ZeroSeconds)));
        Assert.Equal(plan.DataParallelBytes, plan.ZeroBytes);
    }

    [Theory]
    [InlineData(1, 120)]
    [InlineData(4, 52.5)]
    [InlineData(16, 35.6)]
    [InlineData(64, 31.4)]
    [InlineData(256, 30.4)]
    [InlineData(1024, 30.1)]
    public void Memory_is_the_papers_for_seven_and_a_half_billion_parameters(int ranks, double gigabytes)
    {
        var plan = new ScalingPlan(7.5e9, 0, 1, 1, new ScalingMachines(ranks, 1, 0));
        Assert.Equal(gigabytes, plan.ZeroBytesOfThePaper / 1e9, 1); // its table 1, column P_os
        Assert.Equal(120, plan.DataParallelBytes / 1e9, 9);
    }

    [Fact]
    public void The_command_prints_it()
    {
        var (code, output, error) = NanoGptRun.Of("plan", "--model", "gpt2", "--gpus", "8", "--nodes", "4", "--bandwidth", "25");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("32, each 1 x 16 of a step's 8 x 64 sequences of 1024: 524,288 tokens in all", output);
        Assert.Contains("0.498 GB, of which each rank sends 2(N-1)/N: 0.964 GB a step", output); // 124,439,808 x 4 bytes, x 62/32
        Assert.Contains("= 39.20 ms", output); // 62 x 10 us + 0.96441 GB / 25 GB/s
        Assert.Contains("ZeRO-1", output);
    }

    [Theory]
    [InlineData("--gpus", "0")]
    [InlineData("--bandwidth", "0")]
    [InlineData("--mfu", "2")]
    [InlineData("--latency", "-1")]
    public void Senseless_machines_are_refused(string option, string value)
    {
        var (code, _, error) = NanoGptRun.Of("plan", option, value);
        Assert.Equal(2, code);
        Assert.StartsWith($"{option} is {value}; it must be ", error);
    }

    [Fact]
    public void Ranks_that_cannot_share_a_step_are_refused()
    {
        var (code, _, error) = NanoGptRun.Of("plan", "--gpus", "7");
        Assert.Equal(1, code);
        Assert.Contains("7 ranks cannot share evenly", error);
    }
}
