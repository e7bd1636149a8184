namespace Kernels;

/// <summary>The largest head size that a kernel is compiled for; smaller heads are filled up with zeros.</summary>
internal interface IHeadBound
{
    /// <summary>log₂ of the channels: threads find their places by shifts, for a division is long code even by a constant.</summary>
    static abstract int Bits { get; }

    /// <summary>Channels of one head at most, a multiple of 16.</summary>
    static abstract int Channels { get; }
}

/// <summary>Heads of up to 16 channels.</summary>
internal readonly struct Head16 : IHeadBound
{
    /// <inheritdoc/>
    public static int Bits => 4;

    /// <inheritdoc/>
    public static int Channels => 16;
}

/// <summary>Heads of up to 32 channels.</summary>
internal readonly struct Head32 : IHeadBound
{
    /// <inheritdoc/>
    public static int Bits => 5;

    /// <inheritdoc/>
    public static int Channels => 32;
}

/// <summary>Heads of up to 64 channels: all of GPT-2's.</summary>
internal readonly struct Head64 : IHeadBound
{
    /// <inheritdoc/>
    public static int Bits => 6;

    /// <inheritdoc/>
    public static int Channels => 64;
}

/// <summary>Heads of up to 128 channels.</summary>
internal readonly struct Head128 : IHeadBound
{
    /// <inheritdoc/>
    public static int Bits => 7;

    /// <inheritdoc/>
    public static int Channels => 128;
}
