using ILGPU;

namespace Kernels;

/// <summary>
/// A or B as a GPU's kernels see it: <c>width</c> sums of length <c>depth</c> meet in it, so A has width M, B has width N, and
/// both have depth K. That a matrix is transposed shows in two numbers, and A and B are read by the same code.
/// </summary>
/// <param name="values">All matrices of the batch.</param>
/// <param name="width">M or N.</param>
/// <param name="depth">K.</param>
/// <param name="isAlong">Whether the elements of one sum are neighbours in memory: A as it is, B transposed.</param>
/// <param name="productStep">Elements from one product's matrix to the next; 0 for a shared one.</param>
internal readonly struct MatMulOperand(ArrayView<float> values, int width, int depth, bool isAlong, int productStep)
{
    /// <summary>All matrices of the batch.</summary>
    public readonly ArrayView<float> Values = values;

    /// <summary>M or N.</summary>
    public readonly int Width = width;

    /// <summary>Elements from one row of A, or column of B, to the next.</summary>
    public readonly int WidthStep = isAlong ? depth : 1;

    /// <summary>Elements from one k to the next: 1 where the elements of a sum are neighbours.</summary>
    public readonly int DepthStep = isAlong ? 1 : width;

    private readonly int productStep = productStep;

    /// <summary>Where a product's matrix starts.</summary>
    public int Start(int product) => product * productStep;

    /// <summary>An element; 0 beside the matrix and from <paramref name="end"/> on, so that edges need no other code.</summary>
    /// <param name="start">Where the matrix starts.</param>
    /// <param name="w">Row of A or column of B.</param>
    /// <param name="k">Place in the sum.</param>
    /// <param name="end">The first k that does not count.</param>
    /// <remarks>Without a branch, which would keep loops from being unrolled: what does not exist is read from the first place.</remarks>
    public float At(int start, int w, int k, int end)
    {
        bool exists = (w < Width) & (k < end);
        float value = Values[exists ? start + (w * WidthStep) + (k * DepthStep) : 0];
        return exists ? value : 0;
    }

    /// <summary>Four neighbours in memory, all of the matrix or none of it; zeros as for <see cref="At"/>.</summary>
    public Float4 QuadAt(int start, int w, int k, int end)
    {
        bool exists = (w < Width) & (k < end);
        var quad = Values.Cast<Float4>()[exists ? (start + (w * WidthStep) + (k * DepthStep)) >> 2 : 0];
        return new Float4(exists ? quad.X : 0, exists ? quad.Y : 0, exists ? quad.Z : 0, exists ? quad.W : 0);
    }

    /// <summary>
    /// The group copies a block of the matrix, all of one width and a few k, to shared memory, where k is the row. Whichever way
    /// the matrix lies, neighbouring threads read neighbouring addresses.
    /// </summary>
    /// <typeparam name="TBlock">The block's sizes.</typeparam>
    /// <typeparam name="TLayout">How the matrix lies.</typeparam>
    /// <param name="start">Where the matrix starts.</param>
    /// <param name="firstW">The block's first row of A or column of B.</param>
    /// <param name="firstK">The block's first k.</param>
    /// <param name="end">The first k that does not count.</param>
    /// <param name="block">The memory.</param>
    public void Load<TBlock, TLayout>(int start, int firstW, int firstK, int end, ArrayView<float> block)
        where TBlock : struct, IMatMulBlock
        where TLayout : struct, IMatMulLayout
    {
        for (int step = 0; step < TBlock.Width * TBlock.Depth / TBlock.Threads; step++)
        {
            int w = MatMulShare<TBlock, TLayout>.W(step, 1);
            int k = MatMulShare<TBlock, TLayout>.K(step, 1);
            block[(k * TBlock.Stride) + w] = At(start, firstW + w, firstK + k, end);
        }
    }
}

/// <summary>A block of A or B in shared memory: constants for the compiler.</summary>
internal interface IMatMulBlock
{
    /// <summary>Rows of A or columns of B.</summary>
    static abstract int Width { get; }

    /// <summary>Terms of the sums.</summary>
    static abstract int Depth { get; }

    /// <summary>Elements from one k to the next: the width, and a few more against bank conflicts.</summary>
    static abstract int Stride { get; }

    /// <summary>Threads that copy it; a divisor of its size.</summary>
    static abstract int Threads { get; }
}
