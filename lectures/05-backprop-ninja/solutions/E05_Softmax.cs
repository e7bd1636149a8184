// The backward pass of softmax
//
// y = softmax(x) for one row. This backward pass was tested with the gradient of y.Sum(), and it passed. It is wrong. Why could that test
// not see it? Mend it: given y and dy, return dx.
//? The sum of y is 1 whatever x is, so the gradient of y.Sum() is zero: a test with dy = 1 sees hardly anything.
//? dx[j] = y[j] · (dy[j] - Σ over k of y[k] dy[k]).
//? double inner = y.Zip(dy, (a, b) => a * b).Sum(); and then y[j] * (dy[j] - inner).
namespace Exercises;

public static class SoftmaxBackward
{
    public static double[] Backward(double[] y, double[] dy)
    {
        // <solution>
        double inner = y.Zip(dy, (a, b) => a * b).Sum();
        return [.. y.Select((p, j) => p * (dy[j] - inner))];
        // <skeleton>
        // double mean = dy.Average();
        // return [.. y.Select((p, j) => p * (dy[j] - mean))];
        // </solution>
    }
}
