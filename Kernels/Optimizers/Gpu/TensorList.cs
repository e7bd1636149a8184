using System.Runtime.InteropServices;
using ILGPU.Runtime;

namespace Kernels;

/// <summary>
/// The table of tensors that one launch works on, in the GPU's memory. It is written anew only where something moved: a training step finds its gradients where those of the
/// step before were.
/// </summary>
/// <param name="device">Where the tensors are.</param>
/// <param name="roles">Buffers of each tensor.</param>
/// <param name="groupSize">Threads of a group.</param>
internal sealed class TensorList(GpuDevice device, int roles, int groupSize)
{
    private readonly Buffer[] origins = new Buffer[roles]; // from where a role's places count
    private long[] entries = [];
    private long[] written = [];
    private Buffer table;
    private Buffer owners;
    private int count;

    /// <summary>Pieces of all tensors: groups of the launch.</summary>
    public int Pieces { get; private set; }

    /// <summary>For kernels, after all tensors were added.</summary>
    public TensorListView View
    {
        get
        {
            Write();
            return new(table.As<long>(), owners.Ints(), roles);
        }
    }

    /// <summary>
    /// Whether a kernel can reach a role's buffers from the first one: where addresses are of one space, or all lie in one piece of memory.
    /// </summary>
    public static bool CanReach(GpuDevice device, Buffer first, Buffer? other) =>
        device.HasOneAddressSpace || other is not { } there || ReferenceEquals(first.Storage, there.Storage);

    /// <summary>Begins a list of so many tensors.</summary>
    public void Begin(int tensors)
    {
        int words = tensors * (roles + TensorListView.Words);
        if (entries.Length != words)
        {
            (entries, written) = (new long[words], []);
        }

        (count, Pieces) = (0, 0);
        Array.Clear(origins);
    }

    /// <summary>The memory from which a role's places count: that of its first tensor; another where no tensor has such a buffer.</summary>
    public Buffer Origin(int role, Buffer otherwise) => origins[role].Storage is null ? otherwise : origins[role];

    /// <summary>Adds a tensor.</summary>
    /// <param name="number">Its own number.</param>
    /// <param name="buffers">One a role, all of one length.</param>
    public void Add(double number, params ReadOnlySpan<Buffer?> buffers)
    {
        var entry = entries.AsSpan(count * (roles + TensorListView.Words), roles + TensorListView.Words);
        int length = buffers[0]!.Value.Length;
        bool isInFours = true;
        for (int role = 0; role < roles; role++)
        {
            entry[role] = buffers[role] is { } buffer ? Place(role, buffer) : TensorListView.None;
            isInFours &= buffers[role] is null || entry[role] % 4 == 0;
        }

        int quads = isInFours ? length / 4 : 0;
        entry[roles] = ((long)quads << 32) | (uint)length;
        entry[roles + 1] = Pieces;
        entry[roles + 2] = BitConverter.SingleToUInt32Bits((float)number);
        Pieces += (int)((length - (3L * quads) + (TensorListView.Turns * groupSize) - 1) / (TensorListView.Turns * groupSize));
        count++;
    }

    /// <summary>Gives the table's memory back.</summary>
    public void Release()
    {
        table.Storage?.Release();
        owners.Storage?.Release();
        (table, owners, written) = (default, default, []);
    }

    private long Place(int role, Buffer buffer)
    {
        if (origins[role].Storage is null)
        {
            origins[role] = new Buffer(buffer.Storage, 0, buffer.Storage.Length);
        }

        return ReferenceEquals(buffer.Storage, origins[role].Storage)
            ? buffer.Offset
            : ((long)buffer.As<byte>().LoadEffectiveAddressAsPtr() - (long)origins[role].As<byte>().LoadEffectiveAddressAsPtr()) / buffer.Type.Size();
    }

    private void Write()
    {
        if (entries.AsSpan().SequenceEqual(written))
        {
            return;
        }

        if (written.Length == 0)
        {
            Release();
            int words = entries.Length * sizeof(long) / sizeof(int);
            table = new Buffer(device.Allocate(DType.I32, words), 0, words);
        }

        if (written.Length == 0 || IsCutAnew())
        {
            WriteOwners();
        }

        device.Write(table, MemoryMarshal.Cast<long, int>(entries.AsSpan()));
        written = [.. entries];
    }

    private bool IsCutAnew()
    {
        bool isSame = true;
        for (int sizes = roles; sizes < entries.Length; sizes += roles + TensorListView.Words)
        {
            isSame &= entries[sizes] == written[sizes];
        }

        return !isSame;
    }

    private void WriteOwners()
    {
        int[] numbers = new int[Pieces];
        for (int tensor = 0; tensor < count; tensor++)
        {
            numbers.AsSpan((int)entries[(tensor * (roles + TensorListView.Words)) + roles + 1]).Fill(tensor);
        }

        owners.Storage?.Release();
        owners = new Buffer(device.Allocate(DType.I32, Pieces), 0, Pieces);
        device.Write(owners, numbers);
    }
}
