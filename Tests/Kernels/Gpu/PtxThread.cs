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

    /// <summary>Multiplications that were started, group by group; the last group is still open.</summary>
    public List<List<Action>> Multiplications { get; } = [[]];

    /// <summary>Copies of its own that have not arrived.</summary>
    public List<Action> LateCopies { get; } = [];

    public float Float(int slot) => BitConverter.UInt32BitsToSingle((uint)Registers[slot]);

    public void SetFloat(int slot, float value) => Registers[slot] = BitConverter.SingleToUInt32Bits(value);
}
