// Numbers that neither grow nor shrink
//
// x is standard normal, W is (fanIn, fanOut) and standard normal times s. (1) What must s be for x · W to have a standard deviation of 1,
// with fanIn = 200? (2) Kaiming's rule for tanh multiplies that by 5/3: what is s for a hidden layer with fanIn = 30? Four digits.
//? The variance of a sum of fanIn independent products is fanIn times that of one product.
//? s = 1 / sqrt(fanIn); for tanh (5/3) / sqrt(fanIn).
//? 0.0707 and 0.3043.
namespace Exercises;

public static class Gain
{
    // <solution>
    public static double Linear200 => 0.0707;

    public static double Tanh30 => 0.3043;
    // <skeleton>
    // public static double Linear200 => double.NaN;
    //
    // public static double Tanh30 => double.NaN;
    // </solution>
}
