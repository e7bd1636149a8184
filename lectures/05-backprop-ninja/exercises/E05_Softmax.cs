// The backward pass of softmax
//
// y = softmax(x) for one row. This backward pass was tested with the gradient of y.Sum(), and it passed. It is wrong. Why could that test
// not see it? Mend it: given y and dy, return dx.
namespace Exercises;

public static class SoftmaxBackward
{
    public static double[] Backward(double[] y, double[] dy)
    {
        double mean = dy.Average();
        return [.. y.Select((p, j) => p * (dy[j] - mean))];
    }
}
