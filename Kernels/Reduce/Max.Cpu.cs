using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <summary>Columns of a unit of work when the maximum is taken over rows; elements of a block when it is looked for in a row.</summary>
    private const int MaxColumns = 64;

    /// <inheritdoc/>
    public void MaxForward(Buffer x, Buffer y, Buffer argmax, int outer, int n, int inner)
    {
        if (inner == 1)
        {
            ForEachRow(new MaxRow(x.FloatPointer, y.FloatPointer, argmax.IntPointer, n), outer, n, cost: 2);
        }
        else
        {
            int blocks = (inner + MaxColumns - 1) / MaxColumns;
            var kernel = new MaxBlock(x.FloatPointer, y.FloatPointer, argmax.IntPointer, n, inner, blocks);
            ForEachRow(kernel, outer * blocks, n * Math.Min(inner, MaxColumns));
        }
    }

    /// <inheritdoc/>
    public void MaxBackward(Buffer dy, Buffer argmax, Buffer dx, int outer, int n, int inner) =>
        ForEachRow(new MaxBackwardRow(dy.FloatPointer, argmax.IntPointer, dx.FloatPointer, n, inner), outer, n * inner);

    private readonly struct MaxRow(float* x, float* y, int* argmax, int n) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            float* rowX = x + ((long)row * n);
            float max = Largest(rowX, n);

            // Block by block, then within the block that has it. Without a largest one (all NaN) the last place is named.
            int place = 0;
            while (place < n - MaxColumns && Largest(rowX + place, MaxColumns) != max)
            {
                place += MaxColumns;
            }

            while (place < n - 1 && rowX[place] != max)
            {
                place++;
            }

            y[row] = max;
            argmax[row] = place;
        }
    }

    /// <summary>The maxima of some columns of one outer index: a register of columns goes down all n rows.</summary>
    private readonly struct MaxBlock(float* x, float* y, int* argmax, int n, int inner, int blocks) : IRowKernel
    {
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int unit)
        {
            int o = unit / blocks;
            int start = unit % blocks * MaxColumns;
            int end = Math.Min(inner, start + MaxColumns);
            float* places = stackalloc float[Width];
            for (int column = start; column < end; column += Width)
            {
                int count = Math.Min(Width, end - column);
                TLanes best = MaxOfColumns(x + ((long)o * n * inner) + column, count, out TLanes place);
                TLanes.Store(best, y + ((long)o * inner) + column, count);
                TLanes.Store(place, places);
                for (int i = 0; i < count; i++)
                {
                    argmax[((long)o * inner) + column + i] = (int)places[i];
                }
            }
        }

        /// <summary>Row numbers travel as floats beside the maxima; they are exact up to 2²⁴ rows.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private TLanes MaxOfColumns(float* x, int count, out TLanes place)
        {
            TLanes best = TLanes.Load(x, count);
            place = TLanes.Of(0);
            for (int k = 1; k < n; k++)
            {
                TLanes candidate = TLanes.Load(x + ((long)k * inner), count);
                TLanes larger = candidate - best;
                best = TLanes.IfPositive(larger, candidate, best);
                place = TLanes.IfPositive(larger, TLanes.Broadcast(k), place);
            }

            return best;
        }
    }

    private readonly struct MaxBackwardRow(float* dy, int* argmax, float* dx, int n, int inner) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            float* rowDx = dx + ((long)row * n * inner);
            new Span<float>(rowDx, n * inner).Clear();
            for (int i = 0; i < inner; i++)
            {
                long at = ((long)row * inner) + i;
                rowDx[((long)argmax[at] * inner) + i] = dy[at];
            }
        }
    }
}
