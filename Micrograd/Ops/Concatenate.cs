namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static IEnumerable<OpCase> ConcatenateCases
    {
        get
        {
            yield return new OpCase("concatenate", [[[2, 3], [4, 3]], [[1, 1], [1, 1]]], t => Concatenate(t, 0)) { Terms = _ => 1 };
            yield return new OpCase("concatenate the last axis", [[[2, 3], [2, 1], [2, 4]]], t => Concatenate(t, -1)) { Terms = _ => 1 };
            yield return new OpCase("stack", [[[2, 3], [2, 3]]], t => Stack(t, 1)) { Terms = _ => 1 };
        }
    }

    /// <summary>Puts tensors one after another along an axis; each gets its part of the gradient back. If only some are bf16, the result is float.</summary>
    /// <exception cref="ShapeException">Another axis differs.</exception>
    public static Tensor Concatenate(ReadOnlySpan<Tensor> tensors, int axis)
    {
        if (tensors.Length == 0)
        {
            throw new ShapeException("Concatenate: no tensors.");
        }

        var first = tensors[0];
        int at = Shapes.Axis("Concatenate", axis, first.Rank);
        bool areAlike = AreOfOneType(tensors);
        Tensor[] parts = new Tensor[tensors.Length];
        int[] result = [.. first.shape];
        result[at] = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = (areAlike ? tensors[i] : tensors[i].ToFloat()).Contiguous();
            if (parts[i].Rank != first.Rank || !SameBut(parts[i].shape, first.shape, at))
            {
                throw new ShapeException($"Concatenate: {Shapes.Format(first.shape)} and {Shapes.Format(parts[i].shape)} differ outside axis {axis}.");
            }

            first.RequireSameDevice("Concatenate", parts[i]);
            result[at] += parts[i].shape[at];
        }

        var y = parts[0].NewOfSameType(result);
        int[] strides = Shapes.Strides(result);
        int start = 0;
        foreach (var part in parts)
        {
            first.Kernels.Scatter(part.Buffer, y.Buffer, new StridedView(start * strides[at], part.shape, strides));
            start += part.shape[at];
        }

        return y.Record("concatenate", parts, dy =>
        {
            int from = 0;
            foreach (var part in parts)
            {
                int length = part.shape[at];
                part.AddGrad(dy.Narrow(at, from, length));
                from += length;
            }
        });
    }

    /// <summary>Puts tensors of one shape side by side along a new axis.</summary>
    public static Tensor Stack(ReadOnlySpan<Tensor> tensors, int axis)
    {
        var parts = new Tensor[tensors.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = tensors[i].Unsqueeze(axis < 0 ? axis + tensors[i].Rank + 1 : axis);
        }

        return Concatenate(parts, axis);
    }

    private static bool AreOfOneType(ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (tensor.IsBFloat16 != tensors[0].IsBFloat16)
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameBut(int[] a, int[] b, int axis)
    {
        for (int i = 0; i < a.Length; i++)
        {
            if (i != axis && a[i] != b[i])
            {
                return false;
            }
        }

        return true;
    }
}
