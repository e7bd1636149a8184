using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Tests;

/// <summary>A matrix as the copy engine knows it: neighbours are columns.</summary>
internal sealed record PtxMap(ulong Address, int Columns, int Rows, int Matrices);

/// <summary>
/// One group of threads that runs a <see cref="PtxProgram"/>, with warps that overtake each other at random. Whatever goes on by itself on a GPU is done as late as the program allows, so that
/// who does not wait finds old numbers: a multiplication when it is waited for; a copy either at once, so that it overwrites what is still needed, or when its barrier is asked or its thread
/// waits for its copies.
/// </summary>
/// <param name="program">The kernel.</param>
/// <param name="parameters">Its arguments as they lie in memory.</param>
/// <param name="memory">The GPU's memory; addresses count from its beginning.</param>
/// <param name="maps">Matrices by the addresses of their descriptions.</param>
internal sealed class PtxGroup(PtxProgram program, byte[] parameters, byte[] memory, IReadOnlyDictionary<ulong, PtxMap> maps)
{
    /// <summary>Where shared memory begins: a multiple of 1,024, as its swizzle wants it.</summary>
    public const int SharedStart = 1024;

    /// <summary>Where memory begins that a kernel may use.</summary>
    public const int MemoryStart = 4096;

    private const int Lanes = 32;

    private readonly Dictionary<ulong, Barrier> barriers = [];
    private byte[] shared = [];
    private PtxMeeting[] warps = [];

    public int Number { get; init; }

    public int Groups { get; init; } = 1;

    /// <summary>Shared memory of the launch; without a word all that a group may have on Hopper.</summary>
    public int SharedBytes { get; init; } = 227 << 10;

    /// <summary>Whether copies wait until they are asked for.</summary>
    public bool CopiesLate { get; init; }

    /// <summary>Where all threads meet.</summary>
    public PtxMeeting Meeting { get; private set; } = new([]);

    /// <summary>Runs all threads to their end.</summary>
    public void Run(int size)
    {
        shared = new byte[SharedStart + SharedBytes];
        shared.AsSpan().Fill(0xFF); // no numbers
        PtxThread[] threads = [.. Enumerable.Range(0, size).Select(number => new PtxThread(this, number, program.Slots))];
        PtxThread[][] lanes = [.. threads.Chunk(Lanes)];
        (Meeting, warps) = (new PtxMeeting(threads), Array.ConvertAll(lanes, warp => new PtxMeeting(warp)));
        var random = new Random(Number);
        while (!Array.TrueForAll(threads, thread => thread.IsDone))
        {
            bool moves = false;
            random.Shuffle(lanes);
            foreach (var warp in lanes)
            {
                moves |= RunSome(warp, Lanes << random.Next(14)); // far enough ahead to miss a barrier
            }

            Assert.True(moves, "The threads wait for each other for ever.");
        }
    }

    /// <summary>Where the lanes of the thread's warp meet.</summary>
    public PtxMeeting WarpOf(PtxThread thread) => warps[thread.Number / Lanes];

    /// <summary>What lies at an address of the parameters, of shared memory or of the GPU's.</summary>
    public Span<byte> Place(string space, ulong address, int bytes)
    {
        var (all, start) = space switch { "param" => (parameters, 0), "shared" => (shared, SharedStart), _ => (memory, MemoryStart) };
        if (address % (ulong)bytes != 0 || address < (ulong)start || address > (ulong)(all.Length - bytes))
        {
            Assert.Fail($"An access of {bytes} bytes at {address} of {start} to {all.Length} ({space}).");
        }

        return all.AsSpan((int)address, bytes);
    }

    /// <summary>Copies 16 bytes, or zeros, for a thread that will wait for them.</summary>
    public void Copy(PtxThread thread, ulong target, ulong source, bool exists)
    {
        void Now()
        {
            var to = Place("shared", target, 16);
            to.Clear();
            if (exists)
            {
                Place("global", source, 16).CopyTo(to);
            }
        }

        Start(Now, thread.LateCopies);
    }

    /// <summary>Brings copies that are late.</summary>
    public static void Bring(List<Action> late)
    {
        late.ForEach(copy => copy());
        late.Clear();
    }

    public void AddBarrier(ulong address) => barriers.Add(address, new Barrier());

    /// <summary>The only thread that arrives says how many bytes will come.</summary>
    public void Expect(ulong address, long bytes) => barriers[address].Open.Add(bytes);

    /// <summary>Whether the phase of this parity is over. Asking brings what is late.</summary>
    public bool IsOver(ulong address, ulong parity)
    {
        var barrier = barriers[address];
        Bring(barrier.Late);
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

        Start(Now, barrier.Late);
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

    /// <summary>A warp goes on for some instructions, each thread as far as it can without the others.</summary>
    /// <returns>Whether a thread could go on.</returns>
    private bool RunSome(PtxThread[] warp, int count)
    {
        int left = count, before;
        do
        {
            before = left;
            foreach (var thread in warp)
            {
                while (left > 0 && !thread.IsDone && (thread.Waits?.Invoke() ?? true))
                {
                    left--;
                    thread.Waits = null;
                    program[thread.At++](thread);
                }
            }
        }
        while (left < before);
        return left < count;
    }

    private void Start(Action copy, List<Action> late)
    {
        if (CopiesLate)
        {
            late.Add(copy);
        }
        else
        {
            copy();
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
