using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Tests;

/// <summary>A thread of a <see cref="PtxGroup"/>.</summary>
internal sealed class PtxThread(PtxGroup group, int number, int slots)
{
    public PtxGroup Group { get; } = group;

    public int Number { get; } = number;

    public ulong[] Registers { get; } = new ulong[slots];

    /// <summary>The next instruction.</summary>
    public int At { get; set; }

    /// <summary>What it waits for; null: it runs.</summary>
    public Func<bool>? Waits { get; set; }

    public bool IsDone { get; set; }

    /// <summary>How often it came to the group's barrier, and to its warp's.</summary>
    public int GroupBarriers { get; set; }

    /// <inheritdoc cref="GroupBarriers"/>
    public int WarpBarriers { get; set; }

    /// <summary>Multiplications that were started, group by group; the last group is still open.</summary>
    public List<List<Action>> Multiplications { get; } = [[]];

    public float Float(int slot) => BitConverter.UInt32BitsToSingle((uint)Registers[slot]);

    public void SetFloat(int slot, float value) => Registers[slot] = BitConverter.SingleToUInt32Bits(value);
}

/// <summary>A matrix as the copy engine knows it: neighbours are columns.</summary>
internal sealed record PtxMap(ulong Address, int Columns, int Rows, int Matrices);

/// <summary>
/// One group of threads that runs a <see cref="PtxProgram"/>. Whatever goes on by itself on a GPU is done as late as the program allows, so that who does not wait finds old numbers: a
/// multiplication when it is waited for; a copy of the copy engine either at once, so that it overwrites what is still needed, or when its barrier is asked.
/// </summary>
/// <param name="program">The kernel.</param>
/// <param name="parameters">Its arguments as they lie in memory.</param>
/// <param name="memory">The GPU's memory, from address 0 on.</param>
/// <param name="maps">Matrices by the addresses of their descriptions.</param>
internal sealed class PtxGroup(PtxProgram program, byte[] parameters, byte[] memory, IReadOnlyDictionary<ulong, PtxMap> maps)
{
    /// <summary>Where shared memory begins: a multiple of 1,024, as its swizzle wants it.</summary>
    public const ulong SharedStart = 1024;

    private readonly byte[] shared = new byte[(228 << 10) + (int)SharedStart];
    private readonly Dictionary<ulong, Barrier> barriers = [];
    private readonly List<PtxThread> threads = [];

    public int Number { get; init; }

    public int Groups { get; init; } = 1;

    /// <summary>Whether copies wait until their barrier is asked.</summary>
    public bool CopiesLate { get; init; }

    public byte[] Parameters => parameters;

    public byte[] Memory => memory;

    public byte[] Shared => shared;

    /// <summary>Runs all threads to their end.</summary>
    public void Run(int size)
    {
        threads.AddRange(Enumerable.Range(0, size).Select(number => new PtxThread(this, number, program.Slots)));
        while (threads.Any(thread => !thread.IsDone))
        {
            bool moves = false;
            foreach (var thread in threads)
            {
                while (!thread.IsDone && (thread.Waits?.Invoke() ?? true)) // as far as it can go without the others
                {
                    moves = true;
                    thread.Waits = null;
                    program[thread.At++](thread);
                }
            }

            Assert.True(moves, "The threads wait for each other for ever.");
        }
    }

    /// <summary>Waits for all threads, or for the thread's warp.</summary>
    public void Meet(PtxThread thread, bool isWarp)
    {
        int mine = isWarp ? ++thread.WarpBarriers : ++thread.GroupBarriers;
        var others = isWarp ? threads.GetRange(thread.Number / 32 * 32, 32) : threads;
        thread.Waits = () => others.TrueForAll(other => (isWarp ? other.WarpBarriers : other.GroupBarriers) >= mine);
    }

    public void AddBarrier(ulong address) => barriers.Add(address, new Barrier());

    /// <summary>The only thread that arrives says how many bytes will come.</summary>
    public void Expect(ulong address, long bytes) => barriers[address].Open.Add(bytes);

    /// <summary>Whether the phase of this parity is over. Asking brings what is late.</summary>
    public bool IsOver(ulong address, ulong parity)
    {
        var barrier = barriers[address];
        barrier.Late.ForEach(copy => copy());
        barrier.Late.Clear();
        while (barrier.Open.Count > 0 && barrier.Open[0] == 0)
        {
            barrier.Open.RemoveAt(0);
            barrier.Phase++;
        }

        return barrier.Phase % 2 != (int)parity;
    }

    /// <summary>Copies a piece of 64 rows of 128 bytes, swizzled; zeros where the matrix ends.</summary>
    public void Copy(ulong target, ulong map, int column, int row, int matrix, ulong barrierAddress)
    {
        var (barrier, from) = (barriers[barrierAddress], maps[map]);
        Assert.True(barrier.Open.Count > 0 && target % 1024 == 0, "A copy that no barrier expects, or to a place that the swizzle does not allow.");
        void Now()
        {
            for (int r = 0; r < 64; r++)
            {
                for (int c = 0; c < 64; c++)
                {
                    bool exists = row + r < from.Rows && column + c < from.Columns && matrix < from.Matrices;
                    ulong at = from.Address + (2UL * (ulong)((((long)matrix * from.Rows) + row + r) * from.Columns + column + c));
                    BinaryPrimitives.WriteUInt16LittleEndian(shared.AsSpan((int)Swizzled(target + (ulong)((128 * r) + (2 * c)))), exists ? BinaryPrimitives.ReadUInt16LittleEndian(memory.AsSpan((int)at)) : (ushort)0);
                }
            }

            barrier.Open[^1] -= 64 * 128;
        }

        if (CopiesLate)
        {
            barrier.Late.Add(Now);
        }
        else
        {
            Now();
        }
    }

    /// <summary>
    /// One wgmma as it concerns a thread: its sums, of 64 x N, get 16 terms. Element (w, k) of a panel lies, where k are neighbours, in rows of 128 bytes, eight of them 1,024 bytes from the next eight;
    /// else in panels of 64 w, likewise. The address is swizzled as a whole.
    /// </summary>
    public void Multiply(PtxThread thread, int[] sums, ulong a, ulong b, bool adds, bool aIsAcross, bool bIsAcross)
    {
        if (a >> 62 != 1 || b >> 62 != 1)
        {
            Assert.Fail("A descriptor without the swizzle of 128 bytes.");
        }

        int lane = thread.Number % 32, warp = thread.Number / 32 % 4;
        Span<float> left = stackalloc float[32], right = stackalloc float[32]; // of two rows, and of two columns
        Factors(left, a, (16 * warp) + (lane / 4), 8, aIsAcross);
        for (int i = 0; i < sums.Length; i++)
        {
            if (i % 4 == 0)
            {
                Factors(right, b, (i / 4 * 8) + (lane % 4 * 2), 1, bIsAcross);
            }

            float sum = adds ? thread.Float(sums[i]) : 0;
            for (int k = 0; k < 16; k++)
            {
                sum += left[(i / 2 % 2 * 16) + k] * right[(i % 2 * 16) + k];
            }

            thread.SetFloat(sums[i], sum);
        }
    }

    private void Factors(Span<float> factors, ulong descriptor, int w, int step, bool isAcross)
    {
        for (int i = 0; i < 32; i++)
        {
            factors[i] = Factor(descriptor, w + (i / 16 * step), i % 16, isAcross);
        }
    }

    private float Factor(ulong descriptor, int w, int k, bool isAcross)
    {
        ulong start = (descriptor & 0x3FFF) << 4, leading = ((descriptor >> 16) & 0x3FFF) << 4, stride = ((descriptor >> 32) & 0x3FFF) << 4;
        ulong offset = isAcross
            ? ((ulong)(w / 64) * leading) + ((ulong)(k / 8) * stride) + (ulong)((k % 8 * 128) + (w % 64 * 2))
            : ((ulong)(w / 8) * stride) + (ulong)((w % 8 * 128) + (2 * k));
        return BFloat16.ToSingle(MemoryMarshal.Read<ushort>(shared.AsSpan((int)Swizzled(start + offset))));
    }

    private static ulong Swizzled(ulong address) => address ^ (((address >> 7) & 7) << 4);

    private sealed class Barrier
    {
        /// <summary>Bytes that are still to come, phase by phase.</summary>
        public List<long> Open { get; } = [];

        public List<Action> Late { get; } = [];

        public int Phase { get; set; }
    }
}
