using ILGPU;

namespace Kernels;

/// <summary>
/// The first stage of a global norm: each group adds up the squares of every so many'th piece of all gradients, and leaves one sum. The number of groups is fixed, and
/// with it the order of the sum.
/// </summary>
/// <param name="list">All gradients' places.</param>
/// <param name="gradients">Where they count from.</param>
/// <param name="sums">(groups).</param>
/// <param name="pieces">How many pieces there are.</param>
internal readonly struct SquaredNorms<TGroup>(TensorListView list, ArrayView<float> gradients, ArrayView<float> sums, int pieces) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        float sum = 0;
        for (int at = Grid.IdxX; at < pieces; at += Grid.DimX)
        {
            var piece = list.PieceOf(at, TGroup.Size);
            long place = list.PlaceOf(piece, 0);
            for (int turn = 0; turn < TensorListView.Turns; turn++)
            {
                int thread = piece.FirstThread + (turn * TGroup.Size) + Group.IdxX;
                int single = thread + (3 * piece.Quads);
                if (thread < piece.Quads)
                {
                    var four = gradients.Cast<Float4>()[(place / 4) + thread];
                    sum += ((four.X * four.X) + (four.Y * four.Y)) + ((four.Z * four.Z) + (four.W * four.W));
                }
                else if (single < piece.Length)
                {
                    sum += gradients[place + single] * gradients[place + single];
                }
            }
        }

        sum = GroupReduce<TGroup>.Sum(sum);
        if (Group.IdxX == 0)
        {
            sums[Grid.IdxX] = sum;
        }
    }
}
