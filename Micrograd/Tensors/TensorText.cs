using System.Globalization;
using System.Text;

namespace Micrograd;

/// <summary>Tensors as people read them.</summary>
internal static class TensorText
{
    /// <summary>Axes longer than this show their first and last three elements.</summary>
    private const int Longest = 10;

    private const int Edge = 3;

    /// <summary>The elements in nested brackets, then the shape.</summary>
    public static string Format(Tensor tensor)
    {
        if (tensor.IsFreed)
        {
            return $"(freed) shape {Shapes.Format(tensor.Shape)}";
        }

        var text = new StringBuilder();
        Append(text, tensor.ToDoubles(), tensor.Shape, tensor.DType == DType.I32, 0);
        return text.Append(CultureInfo.InvariantCulture, $" shape {Shapes.Format(tensor.Shape)}").ToString();
    }

    private static void Append(StringBuilder text, ReadOnlySpan<double> values, ReadOnlySpan<int> shape, bool whole, int depth)
    {
        if (shape.Length == 0)
        {
            text.Append(values[0].ToString(whole ? "0" : "0.0000", CultureInfo.InvariantCulture));
            return;
        }

        int stride = Shapes.Count(shape[1..]);
        text.Append('[');
        for (int i = 0; i < shape[0]; i++)
        {
            if (i > 0)
            {
                text.Append(shape.Length == 1 ? ", " : ",\n" + new string(' ', depth + 1));
            }

            if (shape[0] > Longest && i == Edge)
            {
                text.Append("...");
                i = shape[0] - Edge - 1;
                continue;
            }

            Append(text, values.Slice(i * stride, stride), shape[1..], whole, depth + 1);
        }

        text.Append(']');
    }
}
