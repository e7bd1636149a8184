using System.Text;

namespace Micrograd;

/// <summary>The library of the MPI that started this process.</summary>
internal static unsafe class MpiLibrary
{
    private const int Funneled = 1; // MPI_THREAD_FUNNELED: the thread that begins is the only one that calls
    private const int MostText = 8192; // MPI_MAX_LIBRARY_VERSION_STRING of both families, the longest of their texts

    /// <summary>Begins to speak MPI. Can be done once in a process.</summary>
    /// <param name="environment">Who we are.</param>
    /// <param name="files">The library's files; null: where the family has them.</param>
    /// <returns>Handles and special values.</returns>
    /// <exception cref="RankFailureException">There is no library, or it is not the one of the engine that started the process.</exception>
    public static MpiConstants Begin(RankEnvironment environment, IReadOnlyList<string>? files = null)
    {
        nint library = NativeLibraries.Load(Mpi.Library, files ?? Files(environment.Family));
        if (library == 0)
        {
            throw new RankFailureException(
                $"Rank {environment.Rank} of {environment.Size}: there is no library of {Name(environment.Family)} on {Environment.MachineName} ({string.Join(", ", files ?? Files(environment.Family))}): "
                + $"install Debian's {Package(environment.Family)}, add its folder to LD_LIBRARY_PATH, or start one process without mpirun.");
        }

        if (MpiConstants.FamilyOf(library) != environment.Family)
        {
            throw new RankFailureException($"Rank {environment.Rank} of {environment.Size} was started by {Name(environment.Family)}, but the library that was found is of another MPI: install Debian's {Package(environment.Family)}.");
        }

        var constants = MpiConstants.Of(library);
        Check(Mpi.InitThread(0, 0, Funneled, out _), "begin");
        Check(Mpi.CommSetErrhandler(constants.World, constants.ErrorsReturn), "begin");
        Check(Mpi.CommSize(constants.World, out int size), "begin");
        Check(Mpi.CommRank(constants.World, out int rank), "begin");
        return (rank, size) == (environment.Rank, environment.Size) ? constants : throw new RankFailureException(
            $"{environment.Size} ranks were started, and this is rank {environment.Rank}; but {Version()} counts {size} and calls it {rank}: mpirun is of another installation of MPI than the library. Use those that belong together.");
    }

    /// <summary>The library's name and version.</summary>
    public static string Version()
    {
        byte* text = stackalloc byte[MostText];
        return Mpi.GetLibraryVersion(text, out int length) == 0 ? Line(text, length) : "MPI";
    }

    /// <summary>Makes sure that a function of MPI did what it was asked to.</summary>
    /// <exception cref="RankFailureException">It says that it did not.</exception>
    public static void Check(int code, string what)
    {
        if (code != 0)
        {
            throw Failure(code, what);
        }
    }

    /// <summary>A method of its own, so that <see cref="Check"/>, which waiting calls all the time, is small.</summary>
    private static RankFailureException Failure(int code, string what)
    {
        byte* text = stackalloc byte[MostText];
        string why = Mpi.ErrorString(code, text, out int length) == 0 ? Line(text, length) : $"error {code}";
        return new RankFailureException($"MPI failed to {what}: {why}. The last checkpoint is safe: start again with --resume.");
    }

    private static string Line(byte* text, int length) => Encoding.UTF8.GetString(text, length).Split(',', '\n')[0].Trim('\0', ' ').Replace('\t', ' ');

    private static string Name(MpiFamily family) => family == MpiFamily.OpenMpi ? "Open MPI" : "MPICH";

    /// <summary>Files by which a family's library goes; those of Debian's packages first.</summary>
    private static string[] Files(MpiFamily family) => family == MpiFamily.OpenMpi ? ["libmpi.so.40", "libmpi.so"] : ["libmpich.so.12", "libmpi.so.12", "libmpi.so"];

    private static string Package(MpiFamily family) => family == MpiFamily.OpenMpi ? "openmpi-bin and libopenmpi3 (in newer releases libopenmpi40)" : "mpich and libmpich12";
}
