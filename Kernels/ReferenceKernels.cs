namespace Kernels;

/// <summary>
/// The specification: each kernel as the plainest loop that computes its formula in double precision. Each family's
/// part lies in its folder, in <c>*.Reference.cs</c>.
/// </summary>
public sealed partial class ReferenceKernels : IKernels;
