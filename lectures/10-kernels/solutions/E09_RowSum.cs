// Thirty-two threads, one sum
//
// Row sums again on the GPU, but now a whole group of 32 threads works on each row: group Grid.IdxX has row Grid.IdxX, and its threads are
// Group.IdxX = 0 ... 31. Each thread adds up every 32nd number of the row, puts its part into shared memory, and then the parts are added in
// a tree: 16 threads add 16 others, then 8, 4, 2, 1. Thread 0 writes sums[row]. `columns` need not be a multiple of 32. What one thread wrote
// another sees only after Group.Barrier(), which every thread of the group must reach, also those that have nothing to add.
//? First each thread alone: c = lane, lane + 32, ... Then the tree: in each round the lower half of the threads adds what the upper half has.
//? for (half = 16; half > 0; half /= 2): thread lane < half does partial[lane] += partial[lane + half]; then everybody waits.
//? if (lane < half) { partial[lane] += partial[lane + half]; } Group.Barrier(); - the barrier outside of the if.
using ILGPU;

namespace Exercises;

public static class RowSum
{
    private const int GroupSize = 32;

    public static void Kernel(ArrayView<float> x, ArrayView<float> sums, int columns)
    {
        int row = Grid.IdxX, lane = Group.IdxX;
        var partial = SharedMemory.Allocate<float>(GroupSize);
        // <solution>
        float sum = 0;
        for (int c = lane; c < columns; c += GroupSize)
        {
            sum += x[(row * columns) + c];
        }

        partial[lane] = sum;
        Group.Barrier();
        for (int half = GroupSize / 2; half > 0; half /= 2)
        {
            if (lane < half)
            {
                partial[lane] += partial[lane + half];
            }

            Group.Barrier();
        }

        if (lane == 0)
        {
            sums[row] = partial[0];
        }

        // <skeleton>
        // // Your sum, the tree, and the result.
        // </solution>
    }
}
