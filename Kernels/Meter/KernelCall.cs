namespace Kernels;

/// <summary>Which part of a training step something belongs to.</summary>
public enum Pass
{
    /// <summary>From the batch to the loss.</summary>
    Forward,

    /// <summary>From the loss to the gradients.</summary>
    Backward,

    /// <summary>Neither: clipping, the optimizer's update, copies of a loss.</summary>
    Update,
}

/// <summary>A kernel that ran on a metered device.</summary>
/// <param name="Kernel">Its name in <see cref="IKernels"/>.</param>
/// <param name="Seconds">How long it took, on a GPU with its launch and the wait for its end.</param>
/// <param name="Flops">Floating-point operations as its contract's formula has them; exp, log, tanh and a root count as one.</param>
/// <param name="Bytes">Bytes that it must move: what it reads, once, and what it writes, once.</param>
public readonly record struct KernelCall(string Kernel, double Seconds, double Flops, double Bytes)
{
    /// <summary>The operation that it was called for; for none, the kernel's own name.</summary>
    public string Operation { get; init; } = Kernel;

    /// <summary>The part of the step.</summary>
    public Pass Pass { get; init; } = Pass.Update;
}
