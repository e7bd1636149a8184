namespace Kernels;

/// <summary>
/// The GPUs' kernels: how each call of <see cref="IKernels"/> becomes launches. Each family's part lies in its folder, in
/// <c>*.Gpu.cs</c>, beside the kernels themselves.
/// </summary>
/// <typeparam name="TGroup">Threads of a group, where a kernel does not care: a constant for the compiler.</typeparam>
/// <param name="device">Where they run.</param>
internal sealed partial class GpuKernels<TGroup>(GpuDevice device) : IKernels
    where TGroup : struct, IGroup
{
    /// <summary>A row longer than this keeps more than a warp busy.</summary>
    private const int LongestWarpRow = 2048;

    /// <summary>
    /// Whether the device is a processor (or the simulator), which runs a group's threads one after another: barriers are dear, and neighbours need
    /// not read neighbouring addresses. There one thread a row is the fastest version.
    /// </summary>
    private bool IsProcessor => device is SimulatorDevice or OpenClDevice { IsGpu: false };

    /// <summary>Groups for one thread an element.</summary>
    private static int GroupsFor(int count) => (int)((count + TGroup.Size - 1L) / TGroup.Size);

    /// <summary>
    /// How many fours of neighbouring numbers, from the first on, threads of pointwise kernels take at once: all there are where each buffer starts at
    /// a whole four, else none. A thread moves 16 bytes then, and few threads keep the memory busy; what is left is done number by number.
    /// </summary>
    private static int QuadsOf(int count, params ReadOnlySpan<Buffer> buffers)
    {
        foreach (var buffer in buffers)
        {
            if (buffer.Offset % 4 != 0)
            {
                return 0;
            }
        }

        return count / 4;
    }

    /// <summary>Groups for one thread a four, and one for each number that is left.</summary>
    private static int GroupsFor(int count, int quads) => GroupsFor(count - (3 * quads));

    /// <summary>Groups for one warp a row.</summary>
    private static int WarpGroupsFor(int rows) => (int)((((long)rows * WarpReduce.Size) + TGroup.Size - 1) / TGroup.Size);

    /// <summary>Whether rows can be read four numbers at a time and held in a warp's registers.</summary>
    private static bool FitRegisters(int columns, params ReadOnlySpan<Buffer?> buffers)
    {
        bool fit = columns % 4 == 0 && columns <= LaneQuads.LongestRow;
        foreach (var buffer in buffers)
        {
            fit &= buffer is not { Offset: var offset } || offset % 4 == 0;
        }

        return fit;
    }

    /// <summary>
    /// For the end of calls that allocate between taking a view and launching: until then the garbage collector must not
    /// return a tensor that nobody else holds, since its memory could become the scratch.
    /// </summary>
    private static void KeepAlive(params ReadOnlySpan<Buffer> buffers)
    {
        foreach (var buffer in buffers)
        {
            GC.KeepAlive(buffer.Storage);
        }
    }

    /// <summary>Queues a kernel of so many groups.</summary>
    private void Launch<TKernel>(TKernel kernel, int groups)
        where TKernel : struct, IGpuKernel
        => device.Launch(kernel, groups);
}
