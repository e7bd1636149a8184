namespace Tests;

/// <summary>What the normalising layers promise beside their formulas.</summary>
public class NormTests
{
    [Fact]
    public void Training_on_a_single_row_says_so()
    {
        var layer = new BatchNorm1d(3, device: Device.Reference);
        var x = Tensor.Ones([1, 3], Device.Reference);
        Assert.Contains("single row", Assert.Throws<ShapeException>(() => layer.Forward(x)).Message, StringComparison.Ordinal);
        layer.Training = false;
        Assert.Equal([1, 3], layer.Forward(x).Shape.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_running_variance_is_the_unbiased_one(int correction)
    {
        var layer = new BatchNorm1d(1, momentum: 1, correction: correction, device: Device.Reference);
        layer.Forward(Tensor.From([1.0, 2, 6], [3, 1], Device.Reference));
        Assert.Equal(3, layer.RunningMean.Item(), 12);
        Assert.Equal(7, layer.RunningVariance.Item(), 12);
    }

    [Fact]
    public void Scale_and_shift_may_be_columns_of_a_matrix()
    {
        var x = Tensor.From([1.0, 2, 4, 8, 16, 32], [2, 3], Device.Reference);
        var table = Tensor.From([1.0, 2, 3, 4, 5, 6], [3, 2], Device.Reference);
        var (gamma, beta) = (table[.., 0], table[.., 1]);
        Assert.Equal(F.LayerNorm(x, gamma.Clone(), beta.Clone()).ToDoubles(), F.LayerNorm(x, gamma, beta).ToDoubles());
    }
}
