using System.Runtime.InteropServices;

namespace Micrograd;

/// <summary>
/// What the two families of MPI call the same things. The standard fixes the functions only in C's source; in memory a handle is
/// the address of a variable for Open MPI and a number of 32 bits for MPICH. Both travel in one register, so that functions can
/// be declared once, with handles as <see cref="nint"/>; on a little-endian machine a request, too, can be read as either.
/// Sources: mpi.h of Open MPI 4.1 and of MPICH 4.0.
/// </summary>
/// <param name="World">MPI_COMM_WORLD.</param>
/// <param name="Float">MPI_FLOAT.</param>
/// <param name="Double">MPI_DOUBLE.</param>
/// <param name="Byte">MPI_BYTE.</param>
/// <param name="Sum">MPI_SUM.</param>
/// <param name="ErrorsReturn">MPI_ERRORS_RETURN.</param>
/// <param name="InPlace">MPI_IN_PLACE.</param>
/// <param name="StatusIgnore">MPI_STATUS_IGNORE.</param>
internal readonly record struct MpiConstants(
    nint World, nint Float, nint Double, nint Byte, nint Sum, nint ErrorsReturn, nint InPlace, nint StatusIgnore)
{
    /// <summary>Whose library this is: Open MPI's has its handles as variables.</summary>
    public static MpiFamily FamilyOf(nint library) =>
        NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _) ? MpiFamily.OpenMpi : MpiFamily.Mpich;

    /// <summary>The names of a library.</summary>
    public static MpiConstants Of(nint library) => FamilyOf(library) == MpiFamily.OpenMpi
        ? new MpiConstants(
            World: Variable(library, "comm_world"),
            Float: Variable(library, "float"),
            Double: Variable(library, "double"),
            Byte: Variable(library, "byte"),
            Sum: Variable(library, "op_sum"),
            ErrorsReturn: Variable(library, "errors_return"),
            InPlace: 1,
            StatusIgnore: 0)
        : new MpiConstants(
            World: 0x44000000,
            Float: 0x4c00040a,
            Double: 0x4c00080b,
            Byte: 0x4c00010d,
            Sum: 0x58000003,
            ErrorsReturn: 0x54000001,
            InPlace: -1,
            StatusIgnore: 1);

    private static nint Variable(nint library, string name) => NativeLibrary.GetExport(library, $"ompi_mpi_{name}");
}
