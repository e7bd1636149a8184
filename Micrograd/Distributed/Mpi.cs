using System.Runtime.InteropServices;

namespace Micrograd;

/// <summary>
/// The functions of MPI that are used here, as the standard's binding for C has them. Which library they come from, and what its
/// handles are, is known at run time: <see cref="MpiLibrary"/> and <see cref="MpiConstants"/>.
/// </summary>
internal static unsafe partial class Mpi
{
    /// <summary>What the functions' library is called here.</summary>
    public const string Library = "mpi";

    [LibraryImport(Library, EntryPoint = "MPI_Init_thread")]
    public static partial int InitThread(nint argc, nint argv, int required, out int provided);

    [LibraryImport(Library, EntryPoint = "MPI_Finalize")]
    public static partial int Finish();

    [LibraryImport(Library, EntryPoint = "MPI_Abort")]
    public static partial int Abort(nint communicator, int code);

    [LibraryImport(Library, EntryPoint = "MPI_Get_library_version")]
    public static partial int GetLibraryVersion(byte* text, out int length);

    [LibraryImport(Library, EntryPoint = "MPI_Error_string")]
    public static partial int ErrorString(int code, byte* text, out int length);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_set_errhandler")]
    public static partial int CommSetErrhandler(nint communicator, nint handler);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_rank")]
    public static partial int CommRank(nint communicator, out int rank);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_size")]
    public static partial int CommSize(nint communicator, out int size);

    [LibraryImport(Library, EntryPoint = "MPI_Iallreduce")]
    public static partial int Iallreduce(nint from, void* into, int count, nint type, nint operation, nint communicator, nint* request);

    [LibraryImport(Library, EntryPoint = "MPI_Iallgather")]
    public static partial int Iallgather(nint from, int fromCount, nint fromType, void* into, int intoCount, nint intoType, nint communicator, nint* request);

    [LibraryImport(Library, EntryPoint = "MPI_Ibcast")]
    public static partial int Ibcast(void* values, int count, nint type, int root, nint communicator, nint* request);

    [LibraryImport(Library, EntryPoint = "MPI_Ibarrier")]
    public static partial int Ibarrier(nint communicator, nint* request);

    [LibraryImport(Library, EntryPoint = "MPI_Isend")]
    public static partial int Isend(void* values, int count, nint type, int target, int tag, nint communicator, nint* request);

    [LibraryImport(Library, EntryPoint = "MPI_Irecv")]
    public static partial int Irecv(void* values, int count, nint type, int source, int tag, nint communicator, nint* request);

    [LibraryImport(Library, EntryPoint = "MPI_Test")]
    public static partial int Test(nint* request, out int done, nint status);

    [LibraryImport(Library, EntryPoint = "MPI_Iprobe")]
    public static partial int Iprobe(int source, int tag, nint communicator, out int found, nint status);

    [LibraryImport(Library, EntryPoint = "MPI_Send")]
    public static partial int Send(void* values, int count, nint type, int target, int tag, nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Recv")]
    public static partial int Recv(void* values, int count, nint type, int source, int tag, nint communicator, nint status);
}
