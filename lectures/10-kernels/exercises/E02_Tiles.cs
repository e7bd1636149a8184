// How often is memory read?
//
// C = A·B with three square matrices of n · n floats, n = 1024, on a machine without any cache. (1) The naive kernel reads a row of A and
// a column of B for every number of C: how many floats does it read in all? (2) With tiles of 32 by 32 in shared memory, each group reads
// every number that it needs once: how many floats are read in all? (3) How many operations (a multiplication and an addition count as 2)?
namespace Exercises;

public static class Tiles
{
    public static long Naive => 0;

    public static long Tiled => 0;

    public static long Operations => 0;
}
