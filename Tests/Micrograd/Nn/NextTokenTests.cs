namespace Tests;

public class NextTokenTests
{
    [Theory]
    [InlineData(0.3, new[] { 3 })] // even one token reaches it
    [InlineData(0.5, new[] { 1, 3 })]
    [InlineData(0.75, new[] { 0, 1, 3 })]
    [InlineData(1, new[] { 0, 1, 2, 3 })]
    public void Top_p_draws_among_the_likeliest_that_reach_it(double topP, int[] expected)
    {
        var nextToken = new NextToken(new TorchGenerator(4)) { TopP = topP };
        float[] logits = [.. new[] { 0.2, 0.3, 0.1, 0.4 }.Select(p => (float)Math.Log(p))];
        Assert.Equal(expected, Enumerable.Range(0, 300).Select(_ => nextToken.Draw([.. logits])).Distinct().Order());
    }

    [Fact]
    public void Top_k_keeps_equal_ones_and_draws_as_if_they_were_all()
    {
        var nextToken = new NextToken(new TorchGenerator(4)) { TopK = 2 };
        Assert.Equal([1, 2, 3], Enumerable.Range(0, 300).Select(_ => nextToken.Draw([0, 1, 1, 2])).Distinct().Order());
    }

    [Fact]
    public void Greedy_takes_the_first_of_the_largest() =>
        Assert.Equal(1, new NextToken(new TorchGenerator(4)) { Temperature = 0 }.Draw([0, 2, 1, 2]));

    [Fact]
    public void A_draw_takes_no_memory()
    {
        var nextToken = new NextToken(new TorchGenerator(4)) { TopK = 20, TopP = 0.9 };
        float[] values = [.. KernelHarness.Normal(1000, 3).Select(x => (float)x)];
        var logits = new float[1000];
        void Draw()
        {
            values.CopyTo(logits, 0);
            nextToken.Draw(logits);
        }

        Draw();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            Draw();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
