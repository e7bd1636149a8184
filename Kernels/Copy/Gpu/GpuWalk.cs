namespace Kernels;

/// <summary>
/// A strided view as a kernel gets it: numbers alone, the innermost axis first. Axes of size 1 are gone and neighbours that
/// form one run are merged, so most walks have one to three axes; each further one costs a division.
/// </summary>
internal readonly struct GpuWalk
{
    private readonly int offset;
    private readonly int axes;
    private readonly int size0;
    private readonly int size1;
    private readonly int size2;
    private readonly int size3;
    private readonly int size4;
    private readonly int stride0;
    private readonly int stride1;
    private readonly int stride2;
    private readonly int stride3;
    private readonly int stride4;
    private readonly int stride5;

    /// <summary>The view that a walk reads; contiguous memory is on the other side.</summary>
    /// <param name="walk">A walk from a view to contiguous memory, or with <paramref name="toView"/> the other way.</param>
    /// <param name="toView">The view is written, not read.</param>
    /// <param name="offset">Where the view begins.</param>
    public GpuWalk(Walk walk, bool toView, int offset)
    {
        this.offset = offset;
        axes = walk.Axes;
        (size0, stride0) = Axis(walk, toView, 0);
        (size1, stride1) = Axis(walk, toView, 1);
        (size2, stride2) = Axis(walk, toView, 2);
        (size3, stride3) = Axis(walk, toView, 3);
        (size4, stride4) = Axis(walk, toView, 4);
        (_, stride5) = Axis(walk, toView, 5);
    }

    /// <summary>Where the view's element number <paramref name="i"/>, counted row by row, lies.</summary>
    public int Place(int i)
    {
        int place = offset;
        if (axes == 1)
        {
            return place + (i * stride0);
        }

        place += Step(ref i, size0, stride0);
        if (axes == 2)
        {
            return place + (i * stride1);
        }

        place += Step(ref i, size1, stride1);
        if (axes == 3)
        {
            return place + (i * stride2);
        }

        place += Step(ref i, size2, stride2);
        if (axes == 4)
        {
            return place + (i * stride3);
        }

        place += Step(ref i, size3, stride3);
        return place + Step(ref i, size4, stride4) + (i * stride5);
    }

    /// <summary>Where the index along an axis leads; leaves what the outer axes count. One division, for the remainder too.</summary>
    private static int Step(ref int i, int size, int stride)
    {
        int outer = i / size;
        int index = i - (outer * size);
        i = outer;
        return index * stride;
    }

    /// <summary>An axis, counted from the innermost; beyond the last, one of size 1.</summary>
    private static unsafe (int Size, int Stride) Axis(Walk walk, bool toView, int axis)
    {
        int at = walk.Axes - 1 - axis;
        return at < 0 ? (1, 0) : (walk.Sizes[at], toView ? walk.To[at] : walk.From[at]);
    }
}
