namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <summary>Side of the square that a transposition moves at a time: its lines, read and written, fit the first-level cache.</summary>
    private const int Tile = 32;

    /// <inheritdoc/>
    public void Gather(Buffer x, StridedView view, Buffer y) =>
        CopyAlong(new Walk(view, toView: false), Words(x) + view.Offset, Words(y), accumulate: false);

    /// <inheritdoc/>
    public void Scatter(Buffer x, Buffer y, StridedView view, bool accumulate) =>
        CopyAlong(new Walk(view, toView: true), Words(x), Words(y) + view.Offset, accumulate);

    private void CopyAlong(Walk walk, int* from, int* to, bool accumulate)
    {
        if (walk.IsEmpty)
        {
            return;
        }

        int last = walk.Axes - 1;
        int transposed = accumulate ? -1 : TransposedAxis(walk);
        if (transposed >= 0)
        {
            walk.MoveBeforeLast(transposed);
            int tiles = (walk.Sizes[last - 1] + Tile - 1) / Tile;
            var kernel = new TransposeRow(walk, from, to, tiles);
            ForEachRow(kernel, walk.Combinations(last - 1) * tiles, Tile * walk.Sizes[last], cost: 2);
        }
        else if (accumulate && walk.MayOverlap)
        {
            // Two threads must not add to the same element.
            var job = new RowJob<AddRow> { Kernel = new AddRow(walk, (float*)from, (float*)to), Pieces = Pieces.OfRows(walk.Combinations(last), walk.Sizes[last]) };
            for (int piece = 0; piece < job.Pieces.Count; piece++)
            {
                job.Run(piece);
            }
        }
        else if (accumulate)
        {
            ForEachRow(new AddRow(walk, (float*)from, (float*)to), walk.Combinations(last), walk.Sizes[last]);
        }
        else
        {
            ForEachRow(new CopyRow(walk, from, to), walk.Combinations(last), walk.Sizes[last]);
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
    private readonly struct CopyRow(Walk walk, int* from, int* to) : IRowKernel
    {
        private readonly Walk walk = walk;

        public void Run(int row)
        {
            int last = walk.Axes - 1;
            var place = walk.Place(row, last);
            int* source = from + place.From;
            int* target = to + place.To;
            int n = walk.Sizes[last];
            if (walk.From[last] == 1 && walk.To[last] == 1)
            {
                new Span<int>(source, n).CopyTo(new Span<int>(target, n));
                return;
            }

            if (walk.From[last] == 0 && walk.To[last] == 1)
            {
                new Span<int>(target, n).Fill(*source);
                return;
            }

            for (int i = 0; i < n; i++)
            {
                target[(long)i * walk.To[last]] = source[(long)i * walk.From[last]];
            }
        }
    }

    /// <summary>Adds along the innermost axis.</summary>
    private readonly struct AddRow(Walk walk, float* from, float* to) : IRowKernel
    {
        private readonly Walk walk = walk;

        public void Run(int row)
        {
            int last = walk.Axes - 1;
            var place = walk.Place(row, last);
            float* source = from + place.From;
            float* target = to + place.To;
            int n = walk.Sizes[last];
            if (walk.To[last] == 1)
            {
                Accumulate(new Along(source), target, n);
                return;
            }

            if (walk.To[last] == 0)
            {
                *target += (float)Sum(new Along(source), n);
                return;
            }

            for (int i = 0; i < n; i++)
            {
                target[(long)i * walk.To[last]] += source[i];
            }
        }
    }

    /// <summary>
    /// Copies a strip, as wide as a tile, of a matrix whose rows are contiguous in one memory and whose columns are in the
    /// other, tile by tile: each cache line that is touched is used up before it leaves the cache.
    /// </summary>
    private readonly struct TransposeRow(Walk walk, int* from, int* to, int tiles) : IRowKernel
    {
        private readonly Walk walk = walk;

        public void Run(int unit)
        {
            int last = walk.Axes - 1;
            var place = walk.Place(unit / tiles, last - 1);
            int start = unit % tiles * Tile;
            int end = Math.Min(walk.Sizes[last - 1], start + Tile);
            int* source = from + place.From;
            int* target = to + place.To;
            for (int column = 0; column < walk.Sizes[last]; column += Tile)
            {
                int endColumn = Math.Min(walk.Sizes[last], column + Tile);
                for (int i = start; i < end; i++)
                {
                    int* rowFrom = source + ((long)i * walk.From[last - 1]);
                    int* rowTo = target + ((long)i * walk.To[last - 1]);
                    for (int j = column; j < endColumn; j++)
                    {
                        rowTo[(long)j * walk.To[last]] = rowFrom[(long)j * walk.From[last]];
                    }
                }
            }
        }
    }
}
