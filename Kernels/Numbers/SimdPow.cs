using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>Powers: the few exponents that occur in practice by arithmetic, the others lane by lane.</summary>
internal static unsafe class SimdPow
{
    /// <summary>xᵃ for a = <paramref name="exponent"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T x, double exponent)
        where T : unmanaged, ILanes<T> => exponent switch
        {
            2 => x * x,
            3 => x * x * x,
            1 => x,
            0.5 => T.Sqrt(x),
            -1 => T.Of(1) / x,
            -0.5 => T.Of(1) / T.Sqrt(x),
            _ => LaneByLane(x, (float)exponent),
        };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T LaneByLane<T>(T x, float exponent)
        where T : unmanaged, ILanes<T>
    {
        float* lanes = stackalloc float[T.Width];
        T.Store(x, lanes);
        for (int i = 0; i < T.Width; i++)
        {
            lanes[i] = MathF.Pow(lanes[i], exponent);
        }

        return T.Load(lanes);
    }
}
