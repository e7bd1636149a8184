namespace Kernels;

/// <summary>How exactly a device computes a function of one number: floats of every size, beside the oracle's doubles.</summary>
public static class FunctionPrecision
{
    /// <summary>Where functions bend, every so many of the floats are tried, elsewhere fewer. Primes: the last digits are of all kinds.</summary>
    private const uint Dense = 199, Sparse = 4001;

    /// <summary>2⁻⁶ and 2⁷, as the bits of floats.</summary>
    private const uint BendsFrom = 121u << 23, BendsTo = 134u << 23;

    private const uint Infinity = 255u << 23, Sign = 1u << 31;

    /// <summary>Results below count as this large: what they are the product of can be denormal, and has fewer digits.</summary>
    private const double SmallestExact = 1e-37;

    /// <summary>The largest |y - f(x)| / |f(x)|, and the x where it is.</summary>
    /// <remarks>An |f(x)| below 1e-37 counts as that. Where f(x) as a float is infinite, y must be.</remarks>
    /// <param name="device">A device that computes in floats.</param>
    /// <param name="op">The function.</param>
    /// <param name="from">The least x that is tried.</param>
    public static (double Error, float At) LargestError<TOp>(Device device, TOp op, float from = float.MinValue)
        where TOp : struct, IUnary
    {
        float[] xs = [.. Floats().Where(candidate => candidate >= from)];
        float[] ys = new float[xs.Length];
        Buffer x = Allocate(device, xs.Length), y = Allocate(device, xs.Length);
        device.Write(x, xs);
        device.Kernels.Unary(op, x, y);
        device.Read(y, ys);
        x.Storage.Release();
        y.Storage.Release();

        var worst = (Error: 0.0, At: 0f);
        for (int i = 0; i < xs.Length; i++)
        {
            double expected = op.Forward(new Real64(xs[i])).Value;
            double error = float.IsInfinity((float)expected) ? (ys[i] == (float)expected ? 0 : double.PositiveInfinity)
                : Math.Abs(ys[i] - expected) / Math.Max(Math.Abs(expected), SmallestExact);
            if (!(error <= worst.Error)) // a NaN is the worst
            {
                worst = (error, xs[i]);
            }
        }

        return worst;
    }

    private static Buffer Allocate(Device device, int length) => new(device.Allocate(DType.F32, length), 0, length);

    /// <summary>Denormal numbers and normal ones, and all of them with a minus.</summary>
    private static IEnumerable<float> Floats()
    {
        for (uint bits = 0; bits < Infinity; bits += bits is >= BendsFrom and < BendsTo ? Dense : Sparse)
        {
            yield return BitConverter.UInt32BitsToSingle(bits);
            yield return BitConverter.UInt32BitsToSingle(bits | Sign);
        }
    }
}
