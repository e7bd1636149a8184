// How often is memory read?
//
// C = A·B with three square matrices of n · n floats, n = 1024, on a machine without any cache. (1) The naive kernel reads a row of A and
// a column of B for every number of C: how many floats does it read in all? (2) With tiles of 32 by 32 in shared memory, each group reads
// every number that it needs once: how many floats are read in all? (3) How many operations (a multiplication and an addition count as 2)?
//? (1) Every one of the n² results needs 2n floats.
//? (2) There are (n / 32)² tiles of C, and each needs 2 · (n / 32) tiles of 32² floats: 32 times fewer.
//? 2n³ = 2,147,483,648; 2n³ / 32 = 67,108,864; and 2n³ operations again.
namespace Exercises;

public static class Tiles
{
    // <solution>
    public static long Naive => 2_147_483_648;

    public static long Tiled => 67_108_864;

    public static long Operations => 2_147_483_648;
    // <skeleton>
    // public static long Naive => 0;
    //
    // public static long Tiled => 0;
    //
    // public static long Operations => 0;
    // </solution>
}
