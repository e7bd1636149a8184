using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// A copy between a strided view and contiguous memory as a walk with as few axes as possible: axes of size 1 are
/// dropped, neighbours that together are one run in both memories are merged.
/// </summary>
internal unsafe struct Walk
{
    /// <summary>Most axes of a view.</summary>
    private const int Most = 6;

    /// <summary>Length of each axis, the innermost last.</summary>
    public fixed int Sizes[Most];

    /// <summary>Elements from one index to the next in the memory that is read.</summary>
    public fixed int From[Most];

    /// <summary>Elements from one index to the next in the memory that is written.</summary>
    public fixed int To[Most];

    /// <summary>The simplified walk of a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="toView">The view is written, not read.</param>
    /// <exception cref="ArgumentException">The view has more than six axes.</exception>
    public Walk(StridedView view, bool toView)
    {
        if (view.Sizes.Length > Most)
        {
            throw new ArgumentException($"Copy: the view has {view.Sizes.Length} axes; copies walk over at most {Most}. Reshape it first.", nameof(view));
        }

        int contiguous = view.Count;
        for (int axis = 0; axis < view.Sizes.Length; axis++)
        {
            int size = view.Sizes[axis];
            int stride = view.Strides[axis];
            if (size == 0)
            {
                IsEmpty = true;
                return;
            }

            contiguous /= size;
            if (size > 1)
            {
                Add(size, toView ? contiguous : stride, toView ? stride : contiguous);
            }
        }

        if (Axes == 0)
        {
            Add(1, 1, 1);
        }
    }

    /// <summary>Number of axes, at least 1.</summary>
    public int Axes { get; private set; }

    /// <summary>The view has no elements.</summary>
    public bool IsEmpty { get; }

    /// <summary>Moves an axis to the place before the innermost one; the others keep their order.</summary>
    public void MoveBeforeLast(int axis)
    {
        for (; axis < Axes - 2; axis++)
        {
            (Sizes[axis], Sizes[axis + 1]) = (Sizes[axis + 1], Sizes[axis]);
            (From[axis], From[axis + 1]) = (From[axis + 1], From[axis]);
            (To[axis], To[axis + 1]) = (To[axis + 1], To[axis]);
        }
    }

    /// <summary>Number of index combinations of the first <paramref name="axes"/> axes.</summary>
    public int Combinations(int axes)
    {
        int product = 1;
        for (int axis = 0; axis < axes; axis++)
        {
            product *= Sizes[axis];
        }

        return product;
    }

    /// <summary>Where combination number <paramref name="index"/> of the first <paramref name="axes"/> axes begins, in both memories.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public (long From, long To) Place(int index, int axes)
    {
        long from = 0;
        long to = 0;
        for (int axis = axes - 1; axis >= 0; axis--)
        {
            int i = index % Sizes[axis];
            index /= Sizes[axis];
            from += (long)i * From[axis];
            to += (long)i * To[axis];
        }

        return (from, to);
    }

    private void Add(int size, int from, int to)
    {
        int last = Axes - 1;
        if (last >= 0 && From[last] == (long)from * size && To[last] == (long)to * size)
        {
            Sizes[last] *= size;
        }
        else
        {
            last = Axes++;
            Sizes[last] = size;
        }

        From[last] = from;
        To[last] = to;
    }
}
