namespace Makemore;

/// <summary>What networks are built of, in single numbers.</summary>
internal static class ScalarLayers
{
    /// <summary>x₁ + x₂ + ..., from left to right.</summary>
    public static T Sum<T>(IEnumerable<T> x)
        where T : IScalar<T> => x.Aggregate((sum, term) => sum + term);

    /// <summary>x + y, number by number.</summary>
    public static T[] Add<T>(T[] x, T[] y)
        where T : IScalar<T> => [.. x.Zip(y, (a, b) => a + b)];

    /// <summary>w x: (outputs, inputs) times (inputs).</summary>
    public static T[] Linear<T>(T[] x, T[][] w)
        where T : IScalar<T> => Array.ConvertAll(w, row => T.Dot(row, x));

    /// <summary>max(0, x), number by number.</summary>
    public static T[] Relu<T>(T[] x)
        where T : IScalar<T> => Array.ConvertAll(x, a => a.Relu());

    /// <summary>e^xᵢ / (e^x₁ + e^x₂ + ...). The largest x is taken off before: it changes nothing but keeps e^x finite.</summary>
    public static T[] Softmax<T>(T[] x)
        where T : IScalar<T>
    {
        double max = x.Max(a => a.Data);
        T[] exps = Array.ConvertAll(x, a => (a + -max).Exp());
        var total = Sum(exps);
        return Array.ConvertAll(exps, e => e / total);
    }

    /// <summary>x / √(mean of x² + 1e-5): what layer norm does without its mean, scale and shift (Zhang and Sennrich 2019).</summary>
    public static T[] RmsNorm<T>(T[] x)
        where T : IScalar<T>
    {
        var scale = ((T.Dot(x, x) * (1.0 / x.Length)) + 1e-5).Pow(-0.5);
        return Array.ConvertAll(x, a => a * scale);
    }
}
