using System.Reflection;

namespace Micrograd;

/// <summary>What values an operation's inputs may take in a check.</summary>
public enum InputRange
{
    /// <summary>Standard normal.</summary>
    Normal,

    /// <summary>Between 0.5 and 2.5: for logarithms, roots and divisors.</summary>
    Positive,
}

/// <summary>
/// An entry of the catalogue: an operation with shapes to try. It drives the gradient checks, the comparison of every
/// device with the oracle, the coverage test of the kernels and the benchmarks, so that a new operation is found by all of them.
/// </summary>
/// <param name="Name">The operation's name, and what is special about this entry.</param>
/// <param name="Shapes">One list of input shapes for each trial.</param>
/// <param name="Apply">The operation. Must be a function of its inputs alone.</param>
public sealed record OpCase(string Name, int[][][] Shapes, Func<Tensor[], Tensor> Apply)
{
    /// <summary>Values that the inputs may take.</summary>
    public InputRange Range { get; init; }

    /// <summary>
    /// The longest sum behind an element of the result or of a gradient, for input shapes: the tolerance of a float
    /// device grows with its square root.
    /// </summary>
    public Func<int[][], int> Terms { get; init; } = shapes => shapes.Max(shape => Math.Max(Micrograd.Shapes.Count(shape), 1));

    /// <summary>Whether the function has kinks, at which a numeric derivative means nothing.</summary>
    public bool HasKinks { get; init; }

    /// <summary>False for operations whose result is not a differentiable function of the inputs (updates, counts): they are compared, not gradient-checked.</summary>
    public bool IsDifferentiable { get; init; } = true;

    /// <summary>
    /// How often numbers are rounded to bf16, one time after the other, on the longest way to the result or a gradient. The result moves in steps then, so that
    /// difference quotients mean nothing: the gradient is that of the smooth function, and devices are compared by it. Where their floats differ in the
    /// last bit, one may round up and the other down, each time by a unit of bf16's 8 bits.
    /// </summary>
    public int Roundings { get; init; }

    /// <summary>Input shapes for the benchmark; null: not worth a row.</summary>
    public int[][]? Large { get; init; }

    /// <summary>Floating point operations of the forward pass, for input shapes.</summary>
    public Func<int[][], double>? Flops { get; init; }

    /// <summary>Bytes that the forward pass must move in float, for input shapes.</summary>
    public Func<int[][], double>? Bytes { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Marks a static property of type <see cref="OpCase"/> or <c>IEnumerable&lt;OpCase&gt;</c> as an entry of the catalogue.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CatalogueAttribute : Attribute;

/// <summary>All operations of the library, found by their <see cref="CatalogueAttribute"/>.</summary>
public static class Catalogue
{
    /// <summary>Every entry, by name.</summary>
    public static IReadOnlyList<OpCase> All { get; } =
    [
        .. typeof(Catalogue).Assembly.GetTypes()
            .SelectMany(type => type.GetProperties(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(property => property.GetCustomAttribute<CatalogueAttribute>() is not null)
            .SelectMany(property => property.GetValue(null) is OpCase one ? [one] : (IEnumerable<OpCase>)property.GetValue(null)!)
            .OrderBy(entry => entry.Name, StringComparer.Ordinal),
    ];
}
