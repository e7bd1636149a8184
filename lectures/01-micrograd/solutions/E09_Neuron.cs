// The backward pass of a neuron
//
// o = tanh(x · w + b) for one neuron with n inputs. Given x, w, o and do = dL/do, return the gradients of x (n numbers), then of w
// (n numbers), then of b: 2n + 1 numbers in one array.
//? Go back step by step: first through tanh to n = x · w + b, then from n to x, w and b.
//? dn = (1 - o²) · do. Then dx[i] = w[i] · dn, dw[i] = x[i] · dn, db = dn.
//? return [.. w.Select(wi => wi * dn), .. x.Select(xi => xi * dn), dn];
namespace Exercises;

public static class NeuronBackward
{
    public static double[] Backward(double[] x, double[] w, double o, double dO)
    {
        // <solution>
        double dn = (1 - (o * o)) * dO;
        return [.. w.Select(wi => wi * dn), .. x.Select(xi => xi * dn), dn];
        // <skeleton>
        // return new double[(2 * x.Length) + 1];
        // </solution>
    }
}
