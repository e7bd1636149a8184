using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// The loops under most CPU kernels. A formula is a source: it gives the register of lanes at element i. Sources are
/// structs made of structs, which the JIT compiles into one loop body; what happens to the lanes (store, add up) is
/// written once here.
/// </summary>
/// <remarks>
/// Such loops are never inlined, here and in all kernels: in a caller that the JIT compiles anew with what it has
/// observed, a formula can end up beyond its budget for inlining, and then every register goes through memory (GELU
/// became 15 times slower after a second of running).
/// </remarks>
public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <summary>Registers that take turns in a sum: the additions of one need not wait for each other.</summary>
    private const int Accumulators = 4;

    /// <summary>Elements that are summed in float before a double takes over, so that the error does not grow with the length.</summary>
    private const int SumBlock = 4096;

    /// <summary>How much of a register an access reaches: all of it, or in a row's last register only the first lanes.</summary>
    private interface IReach
    {
        TLanes Load(float* source);

        void Store(TLanes value, float* target);

        /// <summary><paramref name="value"/> in the lanes reached, <paramref name="otherwise"/> in the others.</summary>
        TLanes Only(TLanes value, TLanes otherwise);
    }

    /// <summary>A formula, evaluated at the elements from <c>i</c> on.</summary>
    private interface ISource
    {
        TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach;
    }

    private static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TLanes.Width;
    }

    private static ReadOnlySpan<float> Ones => [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];

    /// <summary>y = source, for n elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Store<TSource>(TSource source, float* y, int n)
        where TSource : struct, ISource
    {
        int i = 0;
        for (; i <= n - Width; i += Width)
        {
            TLanes.Store(source.At(i, default(Whole)), y + i);
        }

        if (i < n)
        {
            var part = new Part(n - i);
            part.Store(source.At(i, part), y + i);
        }
    }

    /// <summary>y += source, for n elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Accumulate<TSource>(TSource source, float* y, int n)
        where TSource : struct, ISource
    {
        int i = 0;
        for (; i <= n - Width; i += Width)
        {
            TLanes.Store(TLanes.Load(y + i) + source.At(i, default(Whole)), y + i);
        }

        if (i < n)
        {
            var part = new Part(n - i);
            part.Store(part.Load(y + i) + source.At(i, part), y + i);
        }
    }

    /// <summary>The sum of n elements: in float over blocks, in double over the blocks' sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Sum<TSource>(TSource source, int n)
        where TSource : struct, ISource
    {
        double total = 0;
        int i = 0;
        while (i < n)
        {
            int end = Math.Min(n, i + SumBlock);
            TLanes sum0 = TLanes.Of(0);
            TLanes sum1 = sum0;
            TLanes sum2 = sum0;
            TLanes sum3 = sum0;
            for (; i <= end - (Accumulators * Width); i += Accumulators * Width)
            {
                sum0 += source.At(i, default(Whole));
                sum1 += source.At(i + Width, default(Whole));
                sum2 += source.At(i + (2 * Width), default(Whole));
                sum3 += source.At(i + (3 * Width), default(Whole));
            }

            for (; i <= end - Width; i += Width)
            {
                sum0 += source.At(i, default(Whole));
            }

            if (i < end)
            {
                var part = new Part(end - i);
                sum1 += part.Only(source.At(i, part), TLanes.Of(0));
                i = end;
            }

            total += TLanes.Sum(sum0 + sum1 + (sum2 + sum3));
        }

        return total;
    }

    /// <summary>The largest of n elements; -∞ for none. Some NaN among them may be passed over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Largest(float* x, int n)
    {
        // Clamping x from below by the maximum so far takes fewer instructions than a maximum that minds NaN and -0.
        TLanes infinity = TLanes.Of(double.PositiveInfinity);
        TLanes max0 = -infinity;
        TLanes max1 = max0;
        TLanes max2 = max0;
        TLanes max3 = max0;
        int i = 0;
        for (; i <= n - (Accumulators * Width); i += Accumulators * Width)
        {
            max0 = TLanes.Clamp(TLanes.Load(x + i), max0, infinity);
            max1 = TLanes.Clamp(TLanes.Load(x + i + Width), max1, infinity);
            max2 = TLanes.Clamp(TLanes.Load(x + i + (2 * Width)), max2, infinity);
            max3 = TLanes.Clamp(TLanes.Load(x + i + (3 * Width)), max3, infinity);
        }

        for (; i <= n - Width; i += Width)
        {
            max0 = TLanes.Clamp(TLanes.Load(x + i), max0, infinity);
        }

        if (i < n)
        {
            var part = new Part(n - i);
            max1 = TLanes.Clamp(part.Only(part.Load(x + i), max1), max1, infinity);
        }

        return TLanes.Largest(TLanes.Max(TLanes.Max(max0, max1), TLanes.Max(max2, max3)));
    }

    private readonly struct Whole : IReach
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Load(float* source) => TLanes.Load(source);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(TLanes value, float* target) => TLanes.Store(value, target);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Only(TLanes value, TLanes otherwise) => value;
    }

    private readonly struct Part(int count) : IReach
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Load(float* source) => TLanes.Load(source, count);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(TLanes value, float* target) => TLanes.Store(value, target, count);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Only(TLanes value, TLanes otherwise)
        {
            // Ones lies in the program's constant data, which does not move.
            TLanes mask = TLanes.Load((float*)Unsafe.AsPointer(ref Unsafe.AsRef(in Ones[0])), count);
            return TLanes.IfPositive(mask, value, otherwise);
        }
    }

    /// <summary>Elements in memory.</summary>
    private readonly struct Along(float* x) : ISource
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => reach.Load(x + i);
    }

    /// <summary>A formula whose values are also stored.</summary>
    private readonly struct Stored<TSource>(TSource source, float* y) : ISource
        where TSource : struct, ISource
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
        {
            TLanes value = source.At(i, reach);
            reach.Store(value, y + i);
            return value;
        }
    }

    /// <summary>One number for every element.</summary>
    private readonly struct Same(float value) : ISource
    {
        private readonly TLanes lanes = TLanes.Broadcast(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => lanes;
    }

    /// <summary>Elements in memory, times a number.</summary>
    private readonly struct Scaled(float* x, double factor) : ISource
    {
        private readonly TLanes factor = TLanes.Of(factor);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TReach>(int i, TReach reach)
            where TReach : struct, IReach
            => reach.Load(x + i) * factor;
    }
}
