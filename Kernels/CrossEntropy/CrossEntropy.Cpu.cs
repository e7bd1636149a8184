using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <summary>Logits that are looked at twice, for their maximum and for their exponentials, while they are in the first-level cache.</summary>
    private const int LogitBlock = 4096;

    /// <inheritdoc/>
    public void CrossEntropyForward(Buffer logits, Buffer targets, Buffer losses, Buffer logSumExp, int rows, int columns, int ignoreIndex)
    {
        IndexCheck.Targets(targets.I32, columns, ignoreIndex);
        var kernel = new CrossEntropyRow(logits.FloatPointer, targets.IntPointer, losses.FloatPointer, logSumExp.FloatPointer, columns, ignoreIndex);
        ForEachRow(kernel, rows, columns, ExpCost);
    }

    /// <inheritdoc/>
    public void CrossEntropyBackward(
        Buffer logits, Buffer targets, Buffer logSumExp, Buffer dlosses, Buffer dlogits, int rows, int columns, int ignoreIndex)
    {
        IndexCheck.Targets(targets.I32, columns, ignoreIndex);
        var kernel = new CrossEntropyBackwardRow(
            logits.FloatPointer, targets.IntPointer, logSumExp.FloatPointer, dlosses.FloatPointer, dlogits.FloatPointer, columns, ignoreIndex);
        ForEachRow(kernel, rows, columns, ExpCost);
    }

    /// <summary>
    /// log Σ exp x, reading x from memory once: the sum so far is relative to the largest x so far, and is scaled down
    /// when a larger one comes (Milakov and Gimelshein 2018, "Online normalizer calculation for softmax").
    /// </summary>
    private static double LogSumExp(float* x, int n)
    {
        float max = float.NegativeInfinity;
        double sum = 0;
        for (int i = 0; i < n; i += LogitBlock)
        {
            int count = Math.Min(LogitBlock, n - i);
            float blockMax = Largest(x + i, count);
            Cache.Ask(x + i + count, count);
            if (blockMax > max)
            {
                sum *= Math.Exp((double)max - blockMax);
                max = blockMax;
            }

            if (blockMax != float.NegativeInfinity)
            {
                sum += Sum(new ExpOfDifference(x + i, max), count);
            }
        }

        return max + Math.Log(sum);
    }

    /// <inheritdoc/>
    public void CountTargets(Buffer targets, Buffer count, int ignoreIndex) => count.F32[0] = targets.Length - targets.I32.Count(ignoreIndex);

    private readonly struct CrossEntropyRow(float* logits, int* targets, float* losses, float* logSumExp, int columns, int ignoreIndex) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            float* x = logits + ((long)row * columns);
            double total = LogSumExp(x, columns);
            logSumExp[row] = (float)total;
            losses[row] = targets[row] == ignoreIndex ? 0 : (float)(total - x[targets[row]]);
        }
    }

    private readonly struct CrossEntropyBackwardRow(
        float* logits, int* targets, float* logSumExp, float* dlosses, float* dlogits, int columns, int ignoreIndex) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row)
        {
            float* dx = dlogits + ((long)row * columns);
            if (targets[row] == ignoreIndex)
            {
                new Span<float>(dx, columns).Clear();
                return;
            }

            float* x = logits + ((long)row * columns);
            float ofTarget = (MathF.Exp(x[targets[row]] - logSumExp[row]) - 1) * dlosses[row]; // before dx, which may be x, is written
            Store(new ScaledExp(x, logSumExp[row], dlosses[row]), dx, columns);
            dx[targets[row]] = ofTarget;
        }
    }

    /// <summary>exp(x - shift)·scale.</summary>
    private readonly struct ScaledExp(float* x, float shift, float scale) : ISource
    {
        private readonly TLanes shift = TLanes.Broadcast(shift);
        private readonly TLanes scale = TLanes.Broadcast(scale);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => TLanes.Exp(reach.Load(x + i) - shift) * scale;
    }
}
