namespace Micrograd;

/// <summary>The operations that take more than one tensor's method call: what <c>torch.nn.functional</c> is to PyTorch.</summary>
public static partial class F
{
    /// <summary>The size of the last axis, and the number of rows that it has.</summary>
    private static (int Rows, int Columns) RowsOf(string operation, Tensor x) => x.Rank > 0
        ? (x.Shape[^1] == 0 ? 0 : x.Count / x.Shape[^1], x.Shape[^1])
        : throw new ShapeException($"{operation}: works on the last axis, but a single number has none.");

    private static void RequireVector(string operation, string name, Tensor? vector, int size)
    {
        if (vector is not null && (vector.Rank != 1 || vector.Shape[0] != size))
        {
            throw new ShapeException($"{operation}: {name} has shape {Shapes.Format(vector.Shape)}, expected {Shapes.Format([size])}.");
        }
    }

    private static void RequireIntegers(string operation, string name, Tensor tensor)
    {
        if (tensor.DType != DType.I32)
        {
            throw new ArgumentException($"{operation}: {name} must hold integers (I32), not {tensor.DType}.");
        }
    }
}
