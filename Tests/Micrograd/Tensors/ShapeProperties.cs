using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Tests;

/// <summary>Shapes, broadcasting and views hold for any sizes, compared with index arithmetic in plain loops.</summary>
[Properties(Arbitrary = [typeof(ShapeProperties)], MaxTest = 200)]
public class ShapeProperties
{
    /// <summary>Shapes of up to four axes of sizes 1 to 4.</summary>
    public static Arbitrary<int[]> ShapeArbitrary() =>
        (from rank in Gen.Choose(0, 4) from sizes in Gen.Choose(1, 4).ArrayOf(rank) select sizes).ToArbitrary();

    [Property]
    public bool Strides_count_elements(int[] shape) =>
        AllIndices(shape).Select((index, position) => Dot(index, Shapes.Strides(shape)) == position).All(same => same);

    [Property]
    public bool Broadcasting_is_symmetric_and_contains_both(int[] a, bool[] ones)
    {
        // b is a with some axes set to 1 and some leading axes cut off: always broadcastable.
        int[] b = [.. a.Select((size, axis) => axis < ones.Length && ones[axis] ? 1 : size).Skip(ones.Length % (a.Length + 1))];
        return Shapes.Broadcast("test", a, b).SequenceEqual(a) && Shapes.Broadcast("test", b, a).SequenceEqual(a);
    }

    [Property]
    public bool Broadcast_sum_equals_the_loop(int[] shape, bool[] ones, int seed)
    {
        int[] small = [.. shape.Select((size, axis) => axis < ones.Length && ones[axis] ? 1 : size)];
        var generator = new TorchGenerator((uint)seed);
        var a = Tensor.Randn(shape, generator, Device.Reference);
        var b = Tensor.Randn(small, generator, Device.Reference);
        var (valuesA, valuesB, sum) = (a.ToDoubles(), b.ToDoubles(), (a + b).ToDoubles());
        int[] strides = Shapes.Strides(small);
        return AllIndices(shape)
            .Select((index, i) => sum[i] == valuesA[i] + valuesB[Dot([.. index.Select((at, axis) => small[axis] == 1 ? 0 : at)], strides)])
            .All(same => same);
    }

    [Property]
    public bool Permuting_moves_every_element(int[] shape, int seed)
    {
        var generator = new TorchGenerator((uint)seed);
        var x = Tensor.Randn(shape, generator, Device.Reference);
        int[] order = shape.Length == 0 ? [] : generator.RandPerm(shape.Length);
        var y = x.Permute(order);
        var (values, moved) = (x.ToDoubles(), y.ToDoubles());
        int[] strides = Shapes.Strides(shape);
        return AllIndices(y.Shape.ToArray())
            .Select((index, i) => moved[i] == values[Enumerable.Range(0, order.Length).Sum(axis => index[axis] * strides[order[axis]])])
            .All(same => same);
    }

    [Property]
    public bool Reshaping_keeps_the_order(int[] shape, int seed)
    {
        var x = Tensor.Randn(shape, new TorchGenerator((uint)seed), Device.Reference);
        int[] reversed = [.. shape.Reverse()];
        return x.Reshape(reversed).ToDoubles().SequenceEqual(x.ToDoubles()) && x.Reshape(-1).Shape[0] == x.Count;
    }

    [Property]
    public bool Ranges_equal_the_loop(int[] shape, int a, int b, int axisSeed, int seed)
    {
        if (shape.Length == 0)
        {
            return true;
        }

        int axis = (int)((uint)axisSeed % shape.Length);
        int first = (int)((uint)a % (shape[axis] + 1)), second = (int)((uint)b % (shape[axis] + 1));
        var (start, end) = (Math.Min(first, second), Math.Max(first, second));
        var x = Tensor.Randn(shape, new TorchGenerator((uint)seed), Device.Reference);
        var indices = new TensorIndex[axis + 1];
        Array.Fill(indices, Range.All);
        indices[axis] = start..end;
        var part = x[indices];
        var values = x.ToDoubles();
        var expected = AllIndices(shape).Where(index => index[axis] >= start && index[axis] < end).Select(index => values[Dot(index, Shapes.Strides(shape))]);
        return part.ToDoubles().SequenceEqual(expected) && part.Shape[axis] == end - start;
    }

    [Property]
    public bool Views_share_memory(int[] shape, int seed)
    {
        var x = Tensor.Randn(shape, new TorchGenerator((uint)seed), Device.Reference);
        var view = x.Permute([.. Enumerable.Range(0, shape.Length).Reverse()]);
        x.Data = x * 2;
        return view.ToDoubles().SequenceEqual(x.Permute([.. Enumerable.Range(0, shape.Length).Reverse()]).ToDoubles());
    }

    private static int Dot(int[] index, int[] strides) => index.Zip(strides, (at, stride) => at * stride).Sum();

    private static IEnumerable<int[]> AllIndices(int[] shape)
    {
        int[] strides = Shapes.Strides(shape);
        return Enumerable.Range(0, Shapes.Count(shape)).Select(position => shape.Select((size, axis) => position / strides[axis] % size).ToArray());
    }
}
