namespace Micrograd;

/// <summary>Hyperbolic tangent, as a module.</summary>
public sealed class Tanh : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Tanh();
}

/// <summary>max(0, x), as a module.</summary>
public sealed class Relu : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Relu();
}

/// <summary>GELU, as a module.</summary>
/// <param name="exact">By the error function (nanoGPT), not by GPT-2's approximation with tanh.</param>
public sealed class Gelu(bool exact = false) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Gelu(exact);
}
