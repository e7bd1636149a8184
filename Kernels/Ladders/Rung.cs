namespace Kernels;

/// <summary>How exactly a kernel version works.</summary>
public enum Precision
{
    /// <summary>Products and sums in float.</summary>
    Float,

    /// <summary>Factors rounded to TF32 (10 bits behind the point), sums in float.</summary>
    TensorFloat32,

    /// <summary>Factors rounded to bf16 (7 bits behind the point), sums in float.</summary>
    BFloat16,
}

/// <summary>One version of a kernel, or of the few kernels that do a job together.</summary>
/// <typeparam name="TCall">The job's arguments.</typeparam>
/// <param name="Name">Its number on the ladder and what is new in it: <c>2 tiled</c>.</param>
/// <param name="Run">Queues it.</param>
internal sealed record Rung<TCall>(string Name, Action<TCall> Run)
    where TCall : struct
{
    /// <summary>What the device must offer.</summary>
    public KernelNeeds Needs { get; init; }

    /// <summary>Whether it can do this job: sizes, alignment.</summary>
    public Func<TCall, bool> Fits { get; init; } = _ => true;

    /// <summary>How exact it is. Only versions in float are chosen unasked.</summary>
    public Precision Precision { get; init; }

    /// <summary>Chosen only by its number: slower than the one below, kept for what it teaches or proves.</summary>
    public bool IsStudy { get; init; }
}
