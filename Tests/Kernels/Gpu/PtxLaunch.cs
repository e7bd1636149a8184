namespace Tests;

/// <summary>A kernel's launch as ILGPU does it: arguments one after another, buffers in the GPU's memory. Copies arrive as late as they may.</summary>
/// <param name="ptx">A kernel.</param>
/// <param name="threads">Of a group.</param>
/// <param name="sharedBytes">That a group gets.</param>
internal sealed class PtxLaunch(string ptx, int threads, int sharedBytes)
{
    private readonly List<byte> parameters = [];
    private byte[] memory = new byte[PtxGroup.MemoryStart];

    /// <summary>Numbers as the next argument: a view of them, and their address too if the kernel takes that.</summary>
    /// <returns>Where they lie, for <see cref="Read"/>.</returns>
    public int AddBuffer(ReadOnlySpan<byte> values, bool isOperand)
    {
        int at = (memory.Length + 255) / 256 * 256;
        Array.Resize(ref memory, at + values.Length);
        values.CopyTo(memory.AsSpan(at));
        long[] words = isOperand ? [at, values.Length, at] : [at, values.Length];
        Array.ForEach(words, word => parameters.AddRange(BitConverter.GetBytes(word)));
        return at;
    }

    /// <summary>A number as the next argument.</summary>
    public void Add(uint value) => parameters.AddRange(BitConverter.GetBytes(value));

    /// <summary>Memory of the GPU.</summary>
    public ReadOnlySpan<byte> Read(int at, int bytes) => memory.AsSpan(at, bytes);

    /// <summary>Runs the kernel.</summary>
    public void Run(int groups)
    {
        var program = new PtxProgram(ptx);
        byte[] arguments = [.. parameters];
        for (int group = 0; group < groups; group++)
        {
            new PtxGroup(program, arguments, memory, new Dictionary<ulong, PtxMap>()) { Number = group, Groups = groups, SharedBytes = sharedBytes, CopiesLate = true }.Run(threads);
        }
    }
}
