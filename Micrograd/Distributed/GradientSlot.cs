namespace Micrograd;

/// <summary>Where a parameter's gradient lies, and who waits for it.</summary>
/// <param name="Home">Memory in the parameter's shape, a part of something larger.</param>
/// <param name="OnFinal">Is called when a backward pass adds nothing more to the gradient.</param>
internal sealed record GradientSlot(Tensor Home, Action OnFinal);
