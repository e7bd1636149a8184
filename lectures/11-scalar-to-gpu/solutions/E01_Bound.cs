// What limits it?
//
// A machine computes 200 GFLOP/s and reads 20 GB/s. An operation is limited by arithmetic if its FLOPs per byte are above the ratio of the
// two, else by memory. Floats have 4 bytes. How many FLOPs per byte has (1) y = a x + y (2 FLOPs a number; two numbers read, one written)?
// (2) A product of two 1024 by 1024 matrices, if each number is read or written once? (3) Is the product of a (1, 768) row with a
// (768, 768) matrix, as in sampling one token, limited by memory? Three digits are enough.
//? Count bytes and FLOPs for one number of y first; then for the matrices: 2n³ FLOPs, 3n² numbers.
//? (1) 2 / 12. (2) 2 · 1024³ / (3 · 1024² · 4). (3) Every weight is read once and used once: 2 FLOPs for 4 bytes.
//? 0.1667, 170.67, and yes: 0.5 is below 10.
namespace Exercises;

public static class Bound
{
    // <solution>
    public static double Axpy => 0.1667;

    public static double Square => 170.67;

    public static bool RowIsMemoryBound => true;
    // <skeleton>
    // public static double Axpy => double.NaN;
    //
    // public static double Square => double.NaN;
    //
    // public static bool? RowIsMemoryBound => null;
    // </solution>
}
