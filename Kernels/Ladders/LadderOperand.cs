namespace Kernels;

/// <summary>What a job does with an operand.</summary>
internal enum OperandRole
{
    /// <summary>Reads it: standard normal numbers in a check.</summary>
    In,

    /// <summary>Reads it: numbers between 0.5 and 2.5 in a check, for what must be positive.</summary>
    PositiveIn,

    /// <summary>Reads it as the result of the forward pass, which a check computes in double first.</summary>
    FromForward,

    /// <summary>Overwrites it.</summary>
    Out,

    /// <summary>Adds to it.</summary>
    InOut,
}

/// <summary>An operand of a job.</summary>
/// <param name="Name">As the contract calls it.</param>
/// <param name="Role">What the job does with it.</param>
/// <param name="Length">Number of elements.</param>
internal readonly record struct LadderOperand(string Name, OperandRole Role, int Length)
{
    /// <summary>For indices (I32): they lie between 0 and this - 1. 0 for real numbers.</summary>
    public int Below { get; init; }

    /// <summary>Whether the job writes it.</summary>
    public bool IsResult => Role is OperandRole.Out or OperandRole.InOut;
}
