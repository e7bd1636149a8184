using System.Numerics.Tensors;
using Tensor = Micrograd.Tensor;

namespace Benchmarks;

/// <summary>.NET's own vectorised functions over spans: one thread, single precision.</summary>
public static class TensorPrimitivesPeer
{
    /// <summary>The same operation, or null where there is none.</summary>
    /// <param name="operation">Its name in the catalogue.</param>
    /// <param name="inputs">The inputs; they are copied.</param>
    public static Action? Of(string operation, Tensor[] inputs)
    {
        float[] a = inputs[0].ToFloats();
        float[] b = inputs[^1].ToFloats();
        float[] y = new float[a.Length];
        int columns = inputs[0].Shape[^1];
        return operation switch
        {
            "abs" => () => TensorPrimitives.Abs(a, y),
            "add" => () => TensorPrimitives.Add(a, b, y),
            "divide" => () => TensorPrimitives.Divide(a, b, y),
            "exp" => () => TensorPrimitives.Exp(a, y),
            "log" => () => TensorPrimitives.Log(a, y),
            "maximum" => () => TensorPrimitives.Max(a, b, y),
            "multiply" => () => TensorPrimitives.Multiply(a, b, y),
            "relu" => () => TensorPrimitives.Max(a, 0f, y),
            "sigmoid" => () => TensorPrimitives.Sigmoid(a, y),
            "softmax" => () => SoftMax(a, y, columns),
            "sqrt" => () => TensorPrimitives.Sqrt(a, y),
            "subtract" => () => TensorPrimitives.Subtract(a, b, y),
            "sum" => () => y[0] = TensorPrimitives.Sum<float>(a),
            "tanh" => () => TensorPrimitives.Tanh(a, y),
            _ => null,
        };
    }

    private static void SoftMax(float[] x, float[] y, int columns)
    {
        for (int from = 0; from < x.Length; from += columns)
        {
            TensorPrimitives.SoftMax(x.AsSpan(from, columns), y.AsSpan(from, columns));
        }
    }
}
