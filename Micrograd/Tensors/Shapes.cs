namespace Micrograd;

/// <summary>Arithmetic on shapes: a shape is the sizes of a tensor's axes, row-major, the last axis fastest.</summary>
public static class Shapes
{
    /// <summary>Number of elements: the product of the sizes.</summary>
    /// <exception cref="ShapeException">A size is negative, or the product is beyond 2³¹ - 1.</exception>
    public static int Count(ReadOnlySpan<int> shape)
    {
        long count = 1;
        foreach (int size in shape)
        {
            count *= size;
            if (size < 0 || count > int.MaxValue)
            {
                throw new ShapeException($"A tensor of shape {Format(shape)} cannot be made: sizes must be at least 0, and the product at most {int.MaxValue}.");
            }
        }

        return (int)count;
    }

    /// <summary>As people write it: (32, 3); (5,) for one axis; () for a single number.</summary>
    public static string Format(ReadOnlySpan<int> shape) => shape.Length switch
    {
        0 => "()",
        1 => $"({shape[0]},)",
        _ => $"({string.Join(", ", shape.ToArray())})",
    };

    /// <summary>Elements from one index to the next, for each axis of a contiguous tensor.</summary>
    public static int[] Strides(ReadOnlySpan<int> shape)
    {
        var strides = new int[shape.Length];
        int stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return strides;
    }

    /// <summary>
    /// The shape that two shapes are broadcast to, as in NumPy and PyTorch: aligned at the last axis, a missing axis or
    /// one of size 1 repeats.
    /// </summary>
    /// <exception cref="ShapeException">Two sizes differ and neither is 1.</exception>
    public static int[] Broadcast(string operation, int[] a, int[] b)
    {
        if (a.AsSpan().SequenceEqual(b))
        {
            return a;
        }

        var result = new int[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= result.Length; i++)
        {
            int sizeA = i <= a.Length ? a[^i] : 1;
            int sizeB = i <= b.Length ? b[^i] : 1;
            if (sizeA != sizeB && sizeA != 1 && sizeB != 1)
            {
                throw new ShapeException($"{operation}: {Format(a)} and {Format(b)} cannot be broadcast: sizes {sizeA} and {sizeB} differ at axis -{i}, and neither is 1.");
            }

            result[^i] = sizeA == 1 ? sizeB : sizeA;
        }

        return result;
    }

    /// <summary>An axis counted from the front; -1 is the last.</summary>
    /// <exception cref="ShapeException">No such axis.</exception>
    public static int Axis(string operation, int axis, int rank)
    {
        int fromFront = axis < 0 ? axis + rank : axis;
        return fromFront >= 0 && fromFront < rank
            ? fromFront
            : throw new ShapeException($"{operation}: there is no axis {axis} in a tensor of {rank} axes.");
    }

    /// <summary>A shape whose one size of -1 is worked out from the number of elements.</summary>
    /// <exception cref="ShapeException">The sizes do not give that number.</exception>
    public static int[] Infer(string operation, ReadOnlySpan<int> wanted, int[] from)
    {
        int count = Count(from);
        var shape = wanted.ToArray();
        int unknown = Array.IndexOf(shape, -1);
        if (unknown >= 0)
        {
            int known = 1;
            for (int i = 0; i < shape.Length; i++)
            {
                known *= i == unknown ? 1 : shape[i];
            }

            shape[unknown] = known > 0 && count % known == 0 ? count / known : 0;
        }

        if (shape.Any(size => size < 0) || Count(shape) != count)
        {
            throw new ShapeException($"{operation}: {Format(from)} has {count} elements and cannot become {Format(wanted)}.");
        }

        return shape;
    }
}

/// <summary>Shapes that do not fit. The message names the operation and the shapes.</summary>
/// <param name="message">What does not fit.</param>
public sealed class ShapeException(string message) : ArgumentException(message);
