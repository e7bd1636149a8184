namespace Kernels;

/// <summary>What becomes of four neighbouring sums: a constant for the compiler.</summary>
internal interface IPanelEnd
{
    /// <summary>Finishes and stores them.</summary>
    /// <param name="arguments">Where to.</param>
    /// <param name="target">Which matrix of the result.</param>
    /// <param name="row">The row.</param>
    /// <param name="column">The first one's column.</param>
    /// <param name="sums">The sums.</param>
    /// <param name="bias">What the bias adds: zeros where there is none.</param>
    static abstract void Store(PanelArguments arguments, int target, int row, int column, Float4 sums, Float4 bias);
}

/// <summary>The bias, or what C had before.</summary>
internal readonly struct PlainEnd : IPanelEnd
{
    /// <inheritdoc/>
    public static void Store(PanelArguments arguments, int target, int row, int column, Float4 sums, Float4 bias) => arguments.Store(target, row, column, sums, bias);
}

/// <summary>See <see cref="EpilogueKind.Gelu"/>.</summary>
internal readonly struct GeluEnd : IPanelEnd
{
    /// <inheritdoc/>
    public static void Store(PanelArguments arguments, int target, int row, int column, Float4 sums, Float4 bias)
    {
        int at = arguments.QuadAt(target, row, column);
        float x = sums.X + bias.X, y = sums.Y + bias.Y, z = sums.Z + bias.Z, w = sums.W + bias.W;
        arguments.Others[at] = BFloat16Quad.Convert(new(x, y, z, w));
        arguments.Pairs[at] = BFloat16Quad.Convert(new(Of(x), Of(y), Of(z), Of(w)));
    }

    private static float Of(float z) => default(GeluTanhOp).Forward(new GpuFloat(z)).Value;
}

/// <summary>See <see cref="EpilogueKind.GeluGradient"/>.</summary>
internal readonly struct GeluGradientEnd : IPanelEnd
{
    /// <inheritdoc/>
    public static void Store(PanelArguments arguments, int target, int row, int column, Float4 sums, Float4 bias)
    {
        int at = arguments.QuadAt(target, row, column);
        var z = arguments.Others[at].Widen();
        arguments.Pairs[at] = BFloat16Quad.Convert(new(
            Of(z.X, sums.X + bias.X), Of(z.Y, sums.Y + bias.Y), Of(z.Z, sums.Z + bias.Z), Of(z.W, sums.W + bias.W)));
    }

    private static float Of(float z, float dy) => default(GeluTanhOp).Backward(new GpuFloat(z), new GpuFloat(z), new GpuFloat(dy)).Value;
}
