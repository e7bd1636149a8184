// Thirty-two threads, one sum
//
// Row sums again on the GPU, but now a whole group of 32 threads works on each row: group Grid.IdxX has row Grid.IdxX, and its threads are
// Group.IdxX = 0 ... 31. Each thread adds up every 32nd number of the row, puts its part into shared memory, and then the parts are added in
// a tree: 16 threads add 16 others, then 8, 4, 2, 1. Thread 0 writes sums[row]. `columns` need not be a multiple of 32. What one thread wrote
// another sees only after Group.Barrier(), which every thread of the group must reach, also those that have nothing to add.
using ILGPU;

namespace Exercises;

public static class RowSum
{
    private const int GroupSize = 32;

    public static void Kernel(ArrayView<float> x, ArrayView<float> sums, int columns)
    {
        int row = Grid.IdxX, lane = Group.IdxX;
        var partial = SharedMemory.Allocate<float>(GroupSize);
        // Your sum, the tree, and the result.
    }
}
