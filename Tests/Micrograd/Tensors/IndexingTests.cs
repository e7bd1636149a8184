namespace Tests;

public class IndexingTests
{
    private static readonly Tensor X = Tensor.From([.. Enumerable.Range(0, 24).Select(i => (double)i)], (int[])[2, 3, 4], Device.Reference);

    [Fact]
    public void Numbers_take_an_axis_away() => Assert.Equal([16, 17, 18, 19], X[1, 1].ToDoubles());

    [Fact]
    public void Numbers_count_from_the_end() => Assert.Equal(23, X[^1, -1, ^1].Item());

    [Fact]
    public void Ellipsis_stands_for_whole_axes() => Assert.Equal([3, 7, 11, 15, 19, 23], X[TensorIndex.Ellipsis, 3].ToDoubles());

    [Fact]
    public void New_axis_has_size_one() => Assert.Equal([2, 1, 3, 4], X[.., TensorIndex.NewAxis].Shape.ToArray());

    [Fact]
    public void Integer_tensors_walk_together()
    {
        var picked = X.Reshape(6, 4)[Tensor.Arange(3, Device.Reference), Tensor.From([3, 0, 1], (int[])[3], Device.Reference)];
        Assert.Equal([3, 4, 9], picked.ToDoubles());
    }

    [Fact]
    public void An_integer_tensor_gives_its_shape_to_the_result()
    {
        var rows = X[.., Tensor.From([2, 0], (int[])[1, 2], Device.Reference), 1..3];
        Assert.Equal([2, 1, 2, 2], rows.Shape.ToArray());
        Assert.Equal([9, 10, 1, 2, 21, 22, 13, 14], rows.ToDoubles());
    }

    [Fact]
    public void Elements_can_be_counted_up()
    {
        var counts = Tensor.Zeros([3, 3], Device.Reference);
        counts[1, 2] += 1;
        counts[1, 2] += 1;
        counts[0, ..] = Tensor.Full([3], 5, Device.Reference);
        Assert.Equal([5, 5, 5, 0, 0, 2, 0, 0, 0], counts.ToDoubles());
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("cpu")]
    public void What_is_written_to_a_strided_part_reaches_the_tensor(string device)
    {
        var x = Tensor.Zeros([2, 3], Device.Parse(device));
        x[.., 1] = Tensor.From([1.0, 2], [2], x.Device);
        x[.., TensorIndex.NewAxis, 2] = Tensor.Full([2, 1], 7, x.Device);
        Assert.Equal([0, 1, 7, 0, 2, 7], x.ToDoubles());
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("cpu")]
    public void A_value_of_as_many_axes_is_broadcast_or_refused(string device)
    {
        var x = Tensor.Zeros([2, 3], Device.Parse(device));
        x[.., ..] = Tensor.From([1.0, 2, 3], [1, 3], x.Device);
        Assert.Equal([1, 2, 3, 1, 2, 3], x.ToDoubles());
        Assert.Throws<ShapeException>(() => x[.., ..] = Tensor.Zeros([3, 3], x.Device));
        Assert.Throws<ShapeException>(() => x[0] = Tensor.Zeros([2, 3], x.Device));
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("cpu")]
    public void Parts_that_overlap_are_copied_as_they_were(string device)
    {
        var x = Tensor.From([.. Enumerable.Range(0, 100_000).Select(i => (double)i)], (int[])[100_000], Device.Parse(device));
        x[1..] = x[..^1];
        Assert.Equal(Enumerable.Range(0, 100_000).Select(i => Math.Max(0.0, i - 1)), x.ToDoubles());
    }

    [Fact]
    public void Only_one_ellipsis() =>
        Assert.Contains("only one ellipsis", Assert.Throws<ShapeException>(() => X[TensorIndex.Ellipsis, 0, TensorIndex.Ellipsis]).Message, StringComparison.Ordinal);

    [Fact]
    public void Steps_beyond_the_end_are_refused() => Assert.Throws<ShapeException>(() => X.Narrow(0, 0, 3, step: 1 << 30));

    [Theory]
    [InlineData(2, "2 is outside axis 0 of (2, 3, 4)")]
    [InlineData(-3, "outside axis 0 of (2, 3, 4)")]
    public void Out_of_range_says_where(int index, string message) =>
        Assert.Contains(message, Assert.Throws<ShapeException>(() => X[index]).Message, StringComparison.Ordinal);

    [Fact]
    public void Too_many_indices_say_so() =>
        Assert.Contains("4 indices for the 3 axes of (2, 3, 4)", Assert.Throws<ShapeException>(() => X[0, 0, 0, 0]).Message, StringComparison.Ordinal);

    [Fact]
    public void Shape_errors_name_the_operation_and_both_shapes()
    {
        var a = Tensor.Zeros([32, 3], Device.Reference);
        var b = Tensor.Zeros([4, 8], Device.Reference);
        Assert.Equal("MatMul: (32, 3) x (4, 8): inner sizes 3 and 4 differ.", Assert.Throws<ShapeException>(() => a.MatMul(b)).Message);
        Assert.Contains("add: (32, 3) and (4, 8) cannot be broadcast", Assert.Throws<ShapeException>(() => a + b).Message, StringComparison.Ordinal);
    }
}
