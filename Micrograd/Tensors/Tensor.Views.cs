namespace Micrograd;

/// <content>Views: other shapes over the same memory. Nothing is copied, and gradients flow through.</content>
public sealed partial class Tensor
{
    /// <summary>This tensor with the last two axes swapped.</summary>
    public Tensor T => Transpose(-1, -2);

    /// <summary>The same elements in another shape; one size may be -1. Copies only if this is a view whose elements do not lie in order.</summary>
    public Tensor Reshape(params ReadOnlySpan<int> newShape)
    {
        var wanted = Shapes.Infer("Reshape", newShape, shape);
        var packed = Contiguous();
        return packed.Alias(packed.offset, wanted, null)
            .Record("reshape", [packed], dy => packed.AddGrad(dy.Reshape(packed.shape)));
    }

    /// <summary>Swaps two axes.</summary>
    public Tensor Transpose(int axisA, int axisB)
    {
        var order = Enumerable.Range(0, Rank).ToArray();
        int a = Shapes.Axis("Transpose", axisA, Rank);
        int b = Shapes.Axis("Transpose", axisB, Rank);
        (order[a], order[b]) = (order[b], order[a]);
        return Permute(order);
    }

    /// <summary>Reorders the axes: axis i of the result is axis <c>axes[i]</c> of this.</summary>
    public Tensor Permute(params int[] axes)
    {
        if (!axes.Order().SequenceEqual(Enumerable.Range(0, Rank)))
        {
            throw new ShapeException($"Permute: {Shapes.Format(axes)} is not an order of the {Rank} axes of {Shapes.Format(shape)}.");
        }

        var from = Strides;
        var newStrides = axes.Select(axis => from[axis]).ToArray();
        var back = new int[Rank];
        for (int i = 0; i < Rank; i++)
        {
            back[axes[i]] = i;
        }

        return View("permute", offset, axes.Select(axis => shape[axis]).ToArray(), newStrides, dy => dy.Permute(back), axes);
    }

    /// <summary>Repeats axes of size 1 to that shape, without copying.</summary>
    public Tensor Expand(params int[] newShape)
    {
        if (!Shapes.Broadcast("Expand", shape, newShape).AsSpan().SequenceEqual(newShape))
        {
            throw new ShapeException($"Expand: {Shapes.Format(shape)} cannot become {Shapes.Format(newShape)}.");
        }

        int missing = newShape.Length - Rank;
        var from = Strides;
        var newStrides = new int[newShape.Length];
        for (int axis = missing; axis < newShape.Length; axis++)
        {
            newStrides[axis] = shape[axis - missing] == 1 ? 0 : from[axis - missing];
        }

        return View("expand", offset, newShape, newStrides, dy => dy.SumTo(shape));
    }

    /// <summary>Adds an axis of size 1.</summary>
    public Tensor Unsqueeze(int axis)
    {
        int at = Shapes.Axis("Unsqueeze", axis, Rank + 1);
        var from = Strides;
        int stride = at < Rank ? from[at] * shape[at] : 1;
        return View("unsqueeze", offset, [.. shape[..at], 1, .. shape[at..]], [.. from[..at], stride, .. from[at..]], dy => dy.Reshape(shape));
    }

    /// <summary>Removes an axis of size 1.</summary>
    public Tensor Squeeze(int axis)
    {
        int at = Shapes.Axis("Squeeze", axis, Rank);
        if (shape[at] != 1)
        {
            throw new ShapeException($"Squeeze: axis {axis} of {Shapes.Format(shape)} has size {shape[at]}, not 1.");
        }

        // Not a Reshape, which would copy a strided view: what is written to x[.., 0] must reach x.
        var from = Strides;
        return View("squeeze", offset, [.. shape[..at], .. shape[(at + 1)..]], [.. from[..at], .. from[(at + 1)..]], dy => dy.Reshape(shape));
    }

    /// <summary>Elements start, start + step, ... of one axis.</summary>
    /// <param name="axis">Which axis.</param>
    /// <param name="start">First element.</param>
    /// <param name="length">Number of elements.</param>
    /// <param name="step">Distance between them.</param>
    public Tensor Narrow(int axis, int start, int length, int step = 1)
    {
        int at = Shapes.Axis("Narrow", axis, Rank);
        if (start < 0 || length < 0 || step < 1 || (length > 0 && start + ((length - 1L) * step) >= shape[at]))
        {
            throw new ShapeException($"Narrow: {length} elements from {start} on, in steps of {step}, do not lie within axis {axis} of {Shapes.Format(shape)}.");
        }

        int[] newShape = [.. shape];
        newShape[at] = length;
        var newStrides = Strides;
        int newOffset = offset + (start * newStrides[at]);
        newStrides = [.. newStrides];
        newStrides[at] *= step;
        return View("slice", newOffset, newShape, newStrides, dy =>
        {
            var dx = dy.NewOfSameType(shape);
            Kernels.Fill(dx.Buffer, 0);
            Kernels.Scatter(dy.Buffer, dx.Buffer, new StridedView(start * Shapes.Strides(shape)[at], newShape, Stepped(Shapes.Strides(shape), at, step)));
            return dx;
        }, (int[])[at, start, step]);
    }

    /// <summary>Equal pieces along an axis, as views.</summary>
    public Tensor[] Chunk(int pieces, int axis)
    {
        int at = Shapes.Axis("Chunk", axis, Rank);
        if (pieces < 1 || shape[at] % pieces != 0)
        {
            throw new ShapeException($"Chunk: axis {axis} of {Shapes.Format(shape)} cannot be cut into {pieces} equal pieces.");
        }

        int size = shape[at] / pieces;
        return [.. Enumerable.Range(0, pieces).Select(i => Narrow(at, i * size, size))];
    }

    /// <summary>This tensor if its elements lie in order, else a copy whose elements do.</summary>
    public Tensor Contiguous()
    {
        if (strides is null)
        {
            return this;
        }

        var y = NewOfSameType(shape);
        Kernels.Gather(WholeStorage, Walk, y.Buffer);
        return y.Record("contiguous", [this], dy => AddGrad(dy.Detach()));
    }

    /// <summary>A copy with memory of its own.</summary>
    public Tensor Clone()
    {
        var source = Contiguous();
        var y = NewOfSameType(shape);
        Kernels.Copy(source.Buffer, y.Buffer);
        return y.Record("clone", [source], dy => source.AddGrad(dy.Detach()));
    }

    private static int[] Stepped(int[] strides, int axis, int step)
    {
        strides[axis] *= step;
        return strides;
    }

    /// <summary>A view and the function that turns the view's gradient into this tensor's.</summary>
    private Tensor View(string operation, int newOffset, int[] newShape, int[] newStrides, Func<Tensor, Tensor> turnBack, object? detail = null)
    {
        bool inOrder = newStrides.AsSpan().SequenceEqual(Shapes.Strides(newShape));
        return Alias(newOffset, newShape, inOrder ? null : newStrides)
            .Record(operation, [this], dy => AddGrad(turnBack(dy)), detail);
    }

    /// <summary>The sum over everything that broadcasting a tensor of that shape to this one repeated.</summary>
    private Tensor SumTo(int[] target)
    {
        if (shape.AsSpan().SequenceEqual(target))
        {
            return Detach();
        }

        int missing = Rank - target.Length;
        var axes = Enumerable.Range(0, Rank).Where(axis => axis < missing || (target[axis - missing] == 1 && shape[axis] != 1)).ToArray();
        var sum = Sum(axes, keepDim: true);
        var result = sum.Reshape(target);
        sum.Free(); // the result holds the memory now, alone
        return result;
    }
}
