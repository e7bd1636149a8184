using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <summary>Width of the strip that a transposition copies at a time: two cache lines, in as many rows as fit the first-level cache.</summary>
    private const int Strip = 32;

    /// <inheritdoc/>
    public void Gather(Buffer x, StridedView view, Buffer y) =>
        CopyAlong(new Walk(view, toView: false), Words(x) + view.Offset, Words(y));

    /// <inheritdoc/>
    public void Scatter(Buffer x, Buffer y, StridedView view) =>
        CopyAlong(new Walk(view, toView: true), Words(x), Words(y) + view.Offset);

    private void CopyAlong(Walk walk, int* from, int* to)
    {
        if (walk.IsEmpty)
        {
            return;
        }

        int last = walk.Axes - 1;
        int transposed = TransposedAxis(walk);
        if (transposed >= 0)
        {
            walk.MoveBeforeLast(transposed);
            int strips = (walk.Sizes[last - 1] + Strip - 1) / Strip;
            var kernel = new TransposeStrip(&walk, from, to, strips);
            ForEachRow(kernel, walk.Combinations(last - 1) * strips, Strip * walk.Sizes[last], cost: 2);
        }
        else
        {
            ForEachRow(new CopyRow(&walk, from, to), walk.Combinations(last), walk.Sizes[last]);
        }
    }

    /// <summary>
    /// The axis along which the view is contiguous, where that is not the innermost one, along which the other side is: a
    /// transposition. -1: there is none.
    /// </summary>
    private static int TransposedAxis(Walk walk)
    {
        int last = walk.Axes - 1;
        for (int axis = 0; axis < last; axis++)
        {
            if ((walk.From[axis] == 1 && walk.From[last] > 1) || (walk.To[axis] == 1 && walk.To[last] > 1))
            {
                return axis;
            }
        }

        return -1;
    }

    /// <summary>Copies along the innermost axis.</summary>
    private readonly struct CopyRow(Walk* walk, int* from, int* to) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            int last = walk->Axes - 1;
            var place = walk->Place(row, last);
            int* source = from + place.From;
            int* target = to + place.To;
            int n = walk->Sizes[last];
            if (walk->From[last] == 1 && walk->To[last] == 1)
            {
                new Span<int>(source, n).CopyTo(new Span<int>(target, n));
                return;
            }

            if (walk->From[last] == 0 && walk->To[last] == 1)
            {
                Store(new Same(*(float*)source), (float*)target, n);
                return;
            }

            for (int i = 0; i < n; i++)
            {
                target[(long)i * walk->To[last]] = source[(long)i * walk->From[last]];
            }
        }
    }

    /// <summary>
    /// Copies a strip of a matrix whose rows are contiguous in one memory and whose columns are in the other. The strip is
    /// narrow, so that each cache line that is touched is used up before it leaves the cache.
    /// </summary>
    private readonly struct TransposeStrip(Walk* walk, int* from, int* to, int strips) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int unit)
        {
            int last = walk->Axes - 1;
            int across = last - 1;
            var place = walk->Place(unit / strips, across);
            int start = unit % strips * Strip;
            int end = Math.Min(walk->Sizes[across], start + Strip);
            for (int j = 0; j < walk->Sizes[last]; j += Transposition.Side)
            {
                int countJ = Math.Min(Transposition.Side, walk->Sizes[last] - j);
                for (int i = start; i < end; i += Transposition.Side)
                {
                    int countI = Math.Min(Transposition.Side, end - i);
                    int* source = from + place.From + ((long)i * walk->From[across]) + ((long)j * walk->From[last]);
                    int* target = to + place.To + ((long)i * walk->To[across]) + ((long)j * walk->To[last]);
                    if (walk->From[across] == 1)
                    {
                        Transposition.Copy(source, walk->From[last], countJ, target, walk->To[across], countI, Width > 1);
                    }
                    else
                    {
                        Transposition.Copy(source, walk->From[across], countI, target, walk->To[last], countJ, Width > 1);
                    }
                }
            }
        }
    }
}
