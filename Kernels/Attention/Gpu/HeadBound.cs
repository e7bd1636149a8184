namespace Kernels;

/// <summary>The largest head size that a kernel is compiled for; smaller heads are filled up with zeros.</summary>
internal interface IHeadBound
{
    /// <summary>Channels of one head at most, a multiple of 16.</summary>
    static abstract int Channels { get; }
}

/// <summary>Heads of up to 16 channels.</summary>
internal readonly struct Head16 : IHeadBound
{
    /// <inheritdoc/>
    public static int Channels => 16;
}

/// <summary>Heads of up to 32 channels.</summary>
internal readonly struct Head32 : IHeadBound
{
    /// <inheritdoc/>
    public static int Channels => 32;
}

/// <summary>Heads of up to 64 channels: all of GPT-2's.</summary>
internal readonly struct Head64 : IHeadBound
{
    /// <inheritdoc/>
    public static int Channels => 64;
}

/// <summary>Heads of up to 128 channels.</summary>
internal readonly struct Head128 : IHeadBound
{
    /// <inheritdoc/>
    public static int Channels => 128;
}
