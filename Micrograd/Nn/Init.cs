namespace Micrograd;

/// <summary>PyTorch's initialisers: they overwrite a parameter with numbers drawn in PyTorch's order.</summary>
public static class Init
{
    [ThreadStatic]
    private static bool skips;

    /// <summary>
    /// Until it is disposed of, parameters that this thread makes stay as they are, and nothing is drawn: for models whose
    /// weights are loaded next, since a billion normal numbers take a minute.
    /// </summary>
    public static IDisposable Skip() => new Skipping();

    /// <summary>Normal numbers.</summary>
    public static void Normal(Tensor parameter, double mean, double std, TorchGenerator? generator = null)
    {
        if (!skips)
        {
            var values = new float[parameter.Count];
            (generator ?? Tensor.Generator).Normal(values, mean, std);
            parameter.Assign(values);
        }
    }

    /// <summary>Numbers uniform in [-bound, bound).</summary>
    public static void Uniform(Tensor parameter, double bound, TorchGenerator? generator = null)
    {
        if (!skips)
        {
            var values = new float[parameter.Count];
            (generator ?? Tensor.Generator).Uniform(values, -bound, bound);
            parameter.Assign(values);
        }
    }

    /// <summary>
    /// He et al. 2015: uniform, so that a layer with <paramref name="fanIn"/> inputs keeps the variance of what flows
    /// through it. With a = √5, as in PyTorch's layers, the bound is 1/√fanIn.
    /// </summary>
    public static void KaimingUniform(Tensor parameter, int fanIn, TorchGenerator? generator = null)
    {
        double a = Math.Sqrt(5);
        double gain = Math.Sqrt(2 / (1 + (a * a)));
        Uniform(parameter, Math.Sqrt(3) * (gain / Math.Sqrt(fanIn)), generator);
    }

    private sealed class Skipping : IDisposable
    {
        private readonly bool outer = skips;

        public Skipping() => skips = true;

        public void Dispose() => skips = outer;
    }
}
