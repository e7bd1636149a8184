using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <summary>An exponential weighs as much as moving this many elements.</summary>
    private const int ExpCost = 4;

    /// <summary>A formula over a whole row, run for every row of a matrix.</summary>
    private interface IRowKernel
    {
        void Run(int row);
    }

    /// <inheritdoc/>
    public void SoftmaxForward(Buffer x, Buffer y, int rows, int columns) =>
        ForEachRow(new SoftmaxRow(x.FloatPointer, y.FloatPointer, columns), rows, columns, ExpCost);

    /// <inheritdoc/>
    public void SoftmaxBackward(Buffer y, Buffer dy, Buffer dx, int rows, int columns) =>
        ForEachRow(new SoftmaxBackwardRow(y.FloatPointer, dy.FloatPointer, dx.FloatPointer, columns), rows, columns);

    /// <inheritdoc/>
    public void LogSoftmaxForward(Buffer x, Buffer y, int rows, int columns) =>
        ForEachRow(new LogSoftmaxRow(x.FloatPointer, y.FloatPointer, columns), rows, columns, ExpCost);

    /// <inheritdoc/>
    public void LogSoftmaxBackward(Buffer y, Buffer dy, Buffer dx, int rows, int columns) =>
        ForEachRow(new LogSoftmaxBackwardRow(y.FloatPointer, dy.FloatPointer, dx.FloatPointer, columns), rows, columns, ExpCost);

    private void ForEachRow<TKernel>(TKernel kernel, int rows, int columns, int cost = 1)
        where TKernel : struct, IRowKernel
    {
        var job = new RowJob<TKernel> { Kernel = kernel, Pieces = Pieces.OfRows(rows, columns, cost) };
        team.Run(ref job, job.Pieces.Count);
    }

    private struct RowJob<TKernel> : IJob
        where TKernel : struct, IRowKernel
    {
        public TKernel Kernel;
        public Pieces Pieces;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int piece)
        {
            var kernel = Kernel;
            int end = Pieces.End(piece);
            for (int row = Pieces.Start(piece); row < end; row++)
            {
                kernel.Run(row);
            }
        }
    }

    private readonly struct SoftmaxRow(float* x, float* y, int columns) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            float* rowX = x + ((long)row * columns);
            float* rowY = y + ((long)row * columns);
            float max = Largest(rowX, columns);
            Cache.Ask(rowX + columns, columns);
            double sum = Sum(new Stored<ExpOfDifference>(new ExpOfDifference(rowX, max), rowY), columns);
            Store(new Scaled(rowY, 1 / sum), rowY, columns);
        }
    }

    private readonly struct SoftmaxBackwardRow(float* y, float* dy, float* dx, int columns) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            long start = (long)row * columns;
            float dot = (float)Sum(new Product(y + start, dy + start), columns);
            Store(new SoftmaxGradient(y + start, dy + start, dot), dx + start, columns);
        }
    }

    private readonly struct LogSoftmaxRow(float* x, float* y, int columns) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            float* rowX = x + ((long)row * columns);
            float max = Largest(rowX, columns);
            double logSum = Math.Log(Sum(new ExpOfDifference(rowX, max), columns));
            Store(new Difference(rowX, max, (float)logSum), y + ((long)row * columns), columns);
        }
    }

    private readonly struct LogSoftmaxBackwardRow(float* y, float* dy, float* dx, int columns) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            long start = (long)row * columns;
            float sum = (float)Sum(new Along(dy + start), columns);
            Store(new LogSoftmaxGradient(y + start, dy + start, sum), dx + start, columns);
        }
    }

    /// <summary>exp(x - shift).</summary>
    private readonly struct ExpOfDifference(float* x, float shift) : ISource
    {
        private readonly TLanes shift = TLanes.Broadcast(shift);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => TLanes.Exp(reach.Load(x + i) - shift);
    }

    /// <summary>x - first - second, in this order: the largest x gives exactly -second.</summary>
    private readonly struct Difference(float* x, float first, float second) : ISource
    {
        private readonly TLanes first = TLanes.Broadcast(first);
        private readonly TLanes second = TLanes.Broadcast(second);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => reach.Load(x + i) - first - second;
    }

    /// <summary>a·b.</summary>
    private readonly struct Product(float* a, float* b) : ISource
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => reach.Load(a + i) * reach.Load(b + i);
    }

    /// <summary>y (dy - dot).</summary>
    private readonly struct SoftmaxGradient(float* y, float* dy, float dot) : ISource
    {
        private readonly TLanes dot = TLanes.Broadcast(dot);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => reach.Load(y + i) * (reach.Load(dy + i) - dot);
    }

    /// <summary>dy - exp(y)·sum.</summary>
    private readonly struct LogSoftmaxGradient(float* y, float* dy, float sum) : ISource
    {
        private readonly TLanes minusSum = TLanes.Broadcast(-sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => TLanes.MultiplyAdd(TLanes.Exp(reach.Load(y + i)), minusSum, reach.Load(dy + i));
    }
}
