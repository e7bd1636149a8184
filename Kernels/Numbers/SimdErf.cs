using System.Runtime.CompilerServices;

namespace Kernels;

/// <summary>
/// erf x = x + x · P(x²) for |x| &lt; 1 (P of degree 6, relative error 1.2e-9), else ±(1 - e^L(|x|)) with L the polynomial of
/// degree 6 nearest to log(1 - erf), fitted so that e^L is off by at most 1.1e-9; beyond 4 erf is ±1 as a float.
/// </summary>
internal static class SimdErf
{
    /// <summary>The error function: absolute error at most 1.2e-7, relative error near 0 as small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T x)
        where T : unmanaged, IFloatBits<T>
    {
        T z = x * x;
        T p = T.Of(7.853857823647559e-05);
        p = T.MultiplyAdd(p, z, T.Of(-0.0008010192541405559));
        p = T.MultiplyAdd(p, z, T.Of(0.005188327748328447));
        p = T.MultiplyAdd(p, z, T.Of(-0.026853810995817184));
        p = T.MultiplyAdd(p, z, T.Of(0.1128358542919159));
        p = T.MultiplyAdd(p, z, T.Of(-0.3761262595653534));
        p = T.MultiplyAdd(p, z, T.Of(0.12837916612625122));

        T size = T.IfPositive(x, x, -x);
        T a = T.Clamp(size, T.Of(0), T.Of(4));
        T log = T.Of(0.0001855748996604234);
        log = T.MultiplyAdd(log, a, T.Of(-0.0029396158643066883));
        log = T.MultiplyAdd(log, a, T.Of(0.021805351600050926));
        log = T.MultiplyAdd(log, a, T.Of(-0.10303743928670883));
        log = T.MultiplyAdd(log, a, T.Of(-0.6382256150245667));
        log = T.MultiplyAdd(log, a, T.Of(-1.1270400285720825));
        log = T.MultiplyAdd(log, a, T.Of(-0.00035370892146602273));
        T tail = T.Of(1) - SimdExp.Of(log);

        return T.IfPositive(T.Of(1) - size, T.MultiplyAdd(x, p, x), T.IfPositive(x, tail, -tail));
    }
}
