using ILGPU;

namespace Kernels;

/// <summary>A piece of a tensor: what a group does of a launch that works on many tensors.</summary>
/// <param name="Tensor">Which tensor.</param>
/// <param name="FirstThread">The number, in the tensor, of the piece's first thread.</param>
/// <param name="Quads">So many threads have four neighbouring elements each.</param>
/// <param name="Length">Elements of the tensor; those behind the quads have a thread each.</param>
/// <param name="Number">The tensor's own number: a weight decay.</param>
internal readonly record struct TensorPiece(int Tensor, int FirstThread, int Quads, int Length, float Number);

/// <summary>
/// Many tensors as one job, as kernels see it; made by <see cref="TensorList"/>. Kernels cannot follow addresses, but they can count elements, backwards too, from the beginning
/// of any memory that they were given; where all memory has one space of addresses, that leads to every tensor.
/// </summary>
/// <param name="entries">For each tensor its places, then three words: length and quads; the first piece; the number's bits.</param>
/// <param name="owners">(pieces): each piece's tensor.</param>
/// <param name="roles">Places of a tensor: parameter, gradient...</param>
internal readonly struct TensorListView(ArrayView<long> entries, ArrayView<int> owners, int roles)
{
    /// <summary>Elements, or fours of them, that a thread of a piece works on: the group's look-ups are little beside it.</summary>
    public const int Turns = 4;

    /// <summary>The place of what is not there.</summary>
    public const long None = long.MaxValue;

    /// <summary>Words of an entry behind its places.</summary>
    public const int Words = 3;

    /// <summary>Whose piece it is, and which.</summary>
    public TensorPiece PieceOf(int piece, int groupSize)
    {
        int tensor = owners[piece];
        int at = (tensor * (roles + Words)) + roles;
        long sizes = entries[at];
        return new(tensor, (piece - (int)entries[at + 1]) * Turns * groupSize, (int)(sizes >> 32), (int)sizes, Interop.IntAsFloat((uint)entries[at + 2]));
    }

    /// <summary>Elements from where a role's places count to the piece's tensor.</summary>
    public long PlaceOf(TensorPiece piece, int role) => entries[(piece.Tensor * (roles + Words)) + role];
}
