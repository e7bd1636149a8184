namespace Micrograd;

/// <summary>One input of a function whose gradient is checked.</summary>
/// <param name="Name">What the report calls it, for example "x" or "gamma".</param>
/// <param name="Shape">Its shape; empty for a single number.</param>
/// <param name="Values">Its entries, row by row; the checker works on a copy.</param>
/// <param name="Differentiable">
/// False for indices, targets and masks: they are handed to the function and left alone. True asks for a gradient:
/// null instead of one is then a failure, because a detached input looks exactly like that.
/// </param>
public sealed record CheckedInput(string Name, int[] Shape, double[] Values, bool Differentiable = true);
