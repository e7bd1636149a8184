namespace Micrograd;

/// <summary>The element types of safetensors files that can be read here; the names are those in the files.</summary>
public enum SafeTensorType { F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL }

/// <summary>One tensor in a safetensors file: what its header says.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Type">The element type in the file.</param>
/// <param name="Shape">The sizes of its axes; empty for a scalar.</param>
/// <param name="Offset">Where its bytes begin, from the start of the file.</param>
/// <param name="Bytes">How many bytes it has.</param>
public sealed record SafeTensor(string Name, SafeTensorType Type, IReadOnlyList<int> Shape, long Offset, long Bytes)
{
    /// <summary>The number of elements: the product of the shape.</summary>
    public long Count => Bytes / SizeOf(Type);

    /// <summary>Whether its elements are floating-point numbers.</summary>
    public bool HasFractions => Type is SafeTensorType.F64 or SafeTensorType.F32 or SafeTensorType.F16 or SafeTensorType.BF16;

    /// <summary>The bytes of one element.</summary>
    public static int SizeOf(SafeTensorType type) => type switch
    {
        SafeTensorType.F64 or SafeTensorType.I64 => 8,
        SafeTensorType.F32 or SafeTensorType.I32 => 4,
        SafeTensorType.F16 or SafeTensorType.BF16 or SafeTensorType.I16 => 2,
        _ => 1,
    };
}
