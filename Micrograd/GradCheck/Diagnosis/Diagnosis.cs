namespace Micrograd;

/// <summary>A likely mistake, in words.</summary>
/// <param name="Kind">Which of the known mistakes.</param>
/// <param name="Input">The input whose gradient shows it.</param>
/// <param name="Sentence">What was seen, and where to look.</param>
public sealed record Diagnosis(MistakeKind Kind, string Input, string Sentence);

/// <summary>The mistakes that the checker knows by name.</summary>
public enum MistakeKind
{
    /// <summary>No known mistake fits.</summary>
    Unknown,

    /// <summary>Right but for a small relative error everywhere: another function's derivative, or single precision.</summary>
    NearMiss,

    /// <summary>An array of the wrong size came back.</summary>
    WrongLength,

    /// <summary>NaN or infinity.</summary>
    NotFinite,

    /// <summary>Two calls gave different numbers, or a call changed its inputs.</summary>
    NotRepeatable,

    /// <summary>All zeros: the input is detached.</summary>
    Zeros,

    /// <summary>Right in some slices, zero in the others.</summary>
    PartlyZero,

    /// <summary>The gradient does not depend on the upstream gradient, or a part of it does not.</summary>
    MissingUpstream,

    /// <summary>The upstream gradient is multiplied in twice.</summary>
    UpstreamTwice,

    /// <summary>The sign is wrong.</summary>
    Sign,

    /// <summary>Off by one factor everywhere.</summary>
    ConstantFactor,

    /// <summary>A mean over the broadcast axis where the sum belongs.</summary>
    MeanForSum,

    /// <summary>Off by a factor that is constant within each slice: 1/std of a row, say.</summary>
    FactorPerSlice,

    /// <summary>Off by a factor that is itself a known value of the entry: x, y, 1 - y, ...</summary>
    FactorPerEntry,

    /// <summary>The right numbers in transposed places, or made with a matrix that should have been transposed.</summary>
    Transposed,

    /// <summary>Zero where it should not be and not zero where it should.</summary>
    InvertedMask,

    /// <summary>Only the last contribution to a sum arrived: `=` for `+=`.</summary>
    Overwritten,

    /// <summary>The sum over a broadcast axis is missing: only the first contribution, or the output's shape.</summary>
    BroadcastSumMissing,

    /// <summary>Only the diagonal of the Jacobian was used.</summary>
    DiagonalOnly,

    /// <summary>The derivative is written in terms of y and was given x.</summary>
    InputForOutput,

    /// <summary>A term that couples the entries of a slice (a mean, a weighted sum) is missing or wrong.</summary>
    MissingTerm,

    /// <summary>n where n - 1 belongs in a variance, or the other way round.</summary>
    SampleVariance,

    /// <summary>eps of the forward pass is missing in the backward pass.</summary>
    MissingEps,

    /// <summary>The gradient flows to inputs that the outputs do not depend on, such as the future of a causal attention.</summary>
    GhostDependence,

    /// <summary>Each of several tied winners got the whole gradient.</summary>
    TiedWinners,
}
