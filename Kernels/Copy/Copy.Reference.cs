namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void Fill(Buffer x, double value)
    {
        if (x.Type == DType.I32)
        {
            x.I32.Fill((int)value);
        }
        else
        {
            x.F64.Fill(value);
        }
    }

    /// <inheritdoc/>
    public void Copy(Buffer x, Buffer y)
    {
        if (x.Type == DType.I32)
        {
            x.I32.CopyTo(y.I32);
        }
        else
        {
            x.F64.CopyTo(y.F64);
        }
    }

    /// <inheritdoc/>
    public void Gather(Buffer x, StridedView view, Buffer y)
    {
        if (x.Type == DType.I32)
        {
            Gather<int>(x.I32, view, y.I32);
        }
        else
        {
            Gather<double>(x.F64, view, y.F64);
        }
    }

    /// <inheritdoc/>
    public void Scatter(Buffer x, Buffer y, StridedView view)
    {
        if (x.Type == DType.I32)
        {
            Scatter<int>(x.I32, y.I32, view);
        }
        else
        {
            Scatter<double>(x.F64, y.F64, view);
        }
    }

    /// <inheritdoc/>
    public void AddInto(Buffer x, Buffer y)
    {
        var xs = x.F64;
        var ys = y.F64;
        for (int i = 0; i < ys.Length; i++)
        {
            ys[i] += xs[i];
        }
    }

    /// <inheritdoc/>
    public void MaskedFill(Buffer x, Buffer mask, Buffer y, double value)
    {
        var xs = x.F64;
        var ys = y.F64;
        var masks = mask.I32;
        for (int i = 0; i < ys.Length; i++)
        {
            ys[i] = masks[i] != 0 ? value : xs[i];
        }
    }

    private static void Gather<T>(ReadOnlySpan<T> x, StridedView view, Span<T> y)
    {
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[PlaceOf(i, view)];
        }
    }

    private static void Scatter<T>(ReadOnlySpan<T> x, Span<T> y, StridedView view)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[PlaceOf(i, view)] = x[i];
        }
    }

    /// <summary>Where the view's element number <paramref name="i"/>, counted row by row, lies: its index on each axis times the stride.</summary>
    private static int PlaceOf(int i, StridedView view)
    {
        int place = view.Offset;
        for (int axis = view.Sizes.Length - 1; axis >= 0; axis--)
        {
            place += i % view.Sizes[axis] * view.Strides[axis];
            i /= view.Sizes[axis];
        }

        return place;
    }
}
