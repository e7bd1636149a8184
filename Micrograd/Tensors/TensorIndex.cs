namespace Micrograd;

/// <summary>What may stand between the brackets of a tensor, one for each axis: a number, a range, a tensor of numbers, or a new axis.</summary>
public readonly struct TensorIndex
{
    private TensorIndex(Kind kind, Index index = default, Range range = default, Tensor? tensor = null)
    {
        What = kind;
        Number = index;
        Range = range;
        Rows = tensor;
    }

    internal enum Kind
    {
        Number,
        Range,
        Tensor,
        NewAxis,
        Ellipsis,
    }

    /// <summary>Adds an axis of size 1, as <c>None</c> does in PyTorch.</summary>
    public static TensorIndex NewAxis { get; } = new(Kind.NewAxis);

    /// <summary>As many whole axes as are left, as <c>...</c> does in PyTorch.</summary>
    public static TensorIndex Ellipsis { get; } = new(Kind.Ellipsis);

    internal Kind What { get; }

    internal Index Number { get; }

    internal Range Range { get; }

    internal Tensor? Rows { get; }

    /// <summary>One element of the axis, which goes away.</summary>
    public static implicit operator TensorIndex(int number) => new(Kind.Number, index: number < 0 ? new Index(-number, fromEnd: true) : number);

    /// <summary>One element, which may be counted from the end: ^1.</summary>
    public static implicit operator TensorIndex(Index number) => new(Kind.Number, index: number);

    /// <summary>A part of the axis: 1..3, ..^1, or .. for all of it.</summary>
    public static implicit operator TensorIndex(Range range) => new(Kind.Range, range: range);

    /// <summary>The elements whose numbers the I32 tensor holds, in its shape.</summary>
    public static implicit operator TensorIndex(Tensor rows) => new(Kind.Tensor, tensor: rows);
}
