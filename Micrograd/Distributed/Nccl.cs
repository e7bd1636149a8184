using System.Runtime.InteropServices;

namespace Micrograd;

/// <summary>What identifies a group of ranks to NCCL: one rank makes it, and gives it to the others by other means.</summary>
internal unsafe struct NcclId
{
    /// <summary>NCCL_UNIQUE_ID_BYTES.</summary>
    public const int Size = 128;

    public fixed byte Bytes[Size];
}

/// <summary>The functions of NCCL 2 that are used here. Source: nccl.h.</summary>
internal static unsafe partial class Nccl
{
    /// <summary>What the functions' library is called here.</summary>
    public const string Library = "nccl";

    /// <summary>ncclFloat32.</summary>
    public const int Float = 7;

    /// <summary>ncclSum.</summary>
    public const int Sum = 0;

    /// <summary>Where it is; those of Debian and Ubuntu (libnccl2) first.</summary>
    public static IReadOnlyList<string> Files { get; } = ["libnccl.so.2", "libnccl.so"];

    [LibraryImport(Library, EntryPoint = "ncclGetVersion")]
    public static partial int GetVersion(out int version);

    [LibraryImport(Library, EntryPoint = "ncclGetUniqueId")]
    public static partial int GetUniqueId(NcclId* id);

    [LibraryImport(Library, EntryPoint = "ncclCommInitRank")]
    public static partial int CommInitRank(out nint communicator, int ranks, NcclId id, int rank);

    [LibraryImport(Library, EntryPoint = "ncclCommDestroy")]
    public static partial int CommDestroy(nint communicator);

    [LibraryImport(Library, EntryPoint = "ncclCommAbort")]
    public static partial int CommAbort(nint communicator);

    [LibraryImport(Library, EntryPoint = "ncclCommGetAsyncError")]
    public static partial int CommGetAsyncError(nint communicator, out int error);

    [LibraryImport(Library, EntryPoint = "ncclGetErrorString")]
    public static partial nint GetErrorString(int code);

    [LibraryImport(Library, EntryPoint = "ncclAllReduce")]
    public static partial int AllReduce(nint from, nint into, nuint count, int type, int operation, nint communicator, nint queue);

    [LibraryImport(Library, EntryPoint = "ncclReduceScatter")]
    public static partial int ReduceScatter(nint from, nint into, nuint slice, int type, int operation, nint communicator, nint queue);

    [LibraryImport(Library, EntryPoint = "ncclAllGather")]
    public static partial int AllGather(nint from, nint into, nuint slice, int type, nint communicator, nint queue);

    [LibraryImport(Library, EntryPoint = "ncclBroadcast")]
    public static partial int Broadcast(nint from, nint into, nuint count, int type, int root, nint communicator, nint queue);
}
