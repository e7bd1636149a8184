namespace Kernels;

/// <summary>
/// Work cut into numbered pieces that may run in any order and at the same time. A struct, so that starting it costs
/// no memory: its fields are what the pieces share.
/// </summary>
public interface IJob
{
    /// <summary>Does piece number <paramref name="piece"/>.</summary>
    void Run(int piece);
}
