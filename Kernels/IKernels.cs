namespace Kernels;

/// <summary>
/// Everything a device can compute. The interface is partial: each family of kernels declares its part in its own
/// folder, beside the reference (the specification, in double), the CPU and the GPU versions of it.
/// </summary>
/// <remarks>
/// Rules that hold for every kernel. Buffers are contiguous and row-major. A kernel overwrites its outputs, unless its
/// contract says "adds to". An output never overlaps an input, unless its contract says "in place". Shapes were checked
/// by the caller, who also keeps the tensors alive until the call returns: kernels work with addresses, which the garbage
/// collector does not see. The same call gives the same bits for any number of threads.
/// </remarks>
public partial interface IKernels;
