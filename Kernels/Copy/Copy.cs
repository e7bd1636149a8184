namespace Kernels;

/// <summary>A walk over a strided view of up to six axes.</summary>
/// <param name="Offset">Where the first element lies in the storage, relative to the buffer.</param>
/// <param name="Sizes">Length of each axis.</param>
/// <param name="Strides">Elements from one index to the next, for each axis; 0 repeats (broadcasting).</param>
public readonly record struct StridedView(int Offset, int[] Sizes, int[] Strides)
{
    /// <summary>Number of elements.</summary>
    public int Count
    {
        get
        {
            int count = 1;
            foreach (int size in Sizes)
            {
                count *= size;
            }

            return count;
        }
    }
}

public partial interface IKernels
{
    /// <summary>Every element = <paramref name="value"/>. Also for I32.</summary>
    void Fill(Buffer x, double value);

    /// <summary>y = x; the same element type and length.</summary>
    void Copy(Buffer x, Buffer y);

    /// <summary>y(i, j, …) = the view's element (i, j, …): makes a view contiguous. Any element type.</summary>
    /// <param name="x">The storage that the view walks over.</param>
    /// <param name="view">The walk.</param>
    /// <param name="y">Contiguous, as many elements as the view.</param>
    void Gather(Buffer x, StridedView view, Buffer y);

    /// <summary>The view's element (i, j, …) = x(i, j, …): the way back of a gather. Any element type.</summary>
    /// <param name="x">Contiguous.</param>
    /// <param name="y">The storage that the view walks over.</param>
    /// <param name="view">The walk; it comes by no element twice.</param>
    void Scatter(Buffer x, Buffer y, StridedView view);

    /// <summary>y += x.</summary>
    void AddInto(Buffer x, Buffer y);

    /// <summary>y = value where mask ≠ 0, else x.</summary>
    /// <param name="x">Any number of elements.</param>
    /// <param name="mask">(as many) I32.</param>
    /// <param name="y">As many.</param>
    /// <param name="value">What masked elements become; -∞ for attention scores.</param>
    void MaskedFill(Buffer x, Buffer mask, Buffer y, double value);
}
